package io.github.canalspring.pipeline;

import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.parking.ParkingPlace;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline connects.
 *
 * @param name the pipeline's name, unique in the application
 * @param source where changes come from
 * @param sink where they go
 * @param filter the tables that may be read at all; of these the sink gets what it wants
 * @param startFrom where to start without a checkpoint; {@code null} for the sink's
 * default
 * @param onError what becomes of changes that the sink refuses
 * @param parkingPlace where they are parked; {@code null} if they cannot be
 * @param resyncs what is to be read again, once each
 */
public record PipelineDefinition(String name, ChangeSource source, Sink sink, Predicate<TableId> filter,
		@Nullable StartFrom startFrom, OnError onError, @Nullable ParkingPlace parkingPlace,
		List<StandingResync> resyncs) {

	public PipelineDefinition {
		resyncs = List.copyOf(resyncs);
	}

	/**
	 * Create a pipeline that reads nothing again unless it is called.
	 * @param name the pipeline's name, unique in the application
	 * @param source where changes come from
	 * @param sink where they go
	 * @param filter the tables that may be read at all
	 * @param startFrom where to start without a checkpoint
	 * @param onError what becomes of changes that the sink refuses
	 * @param parkingPlace where they are parked; {@code null} if they cannot be
	 */
	public PipelineDefinition(String name, ChangeSource source, Sink sink, Predicate<TableId> filter,
			@Nullable StartFrom startFrom, OnError onError, @Nullable ParkingPlace parkingPlace) {
		this(name, source, sink, filter, startFrom, onError, parkingPlace, List.of());
	}

	/**
	 * Create a pipeline that parks nothing.
	 * @param name the pipeline's name, unique in the application
	 * @param source where changes come from
	 * @param sink where they go
	 * @param filter the tables that may be read at all
	 * @param startFrom where to start without a checkpoint
	 */
	public PipelineDefinition(String name, ChangeSource source, Sink sink, Predicate<TableId> filter,
			@Nullable StartFrom startFrom) {
		this(name, source, sink, filter, startFrom, OnError.HOLD, null);
	}

}
