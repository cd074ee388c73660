package io.github.canalspring.pipeline;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.canalspring.PipelineStatus;

/**
 * The pipelines of all sources that are split into partitions.
 */
final class PartitionGroups {

	private final Supplier<List<PipelineGroup>> definitions;

	private final Function<PipelineGroup, PartitionPipelines> factory;

	private volatile List<PartitionPipelines> groups = List.of();

	PartitionGroups(Supplier<List<PipelineGroup>> definitions, Function<PipelineGroup, PartitionPipelines> factory) {
		this.definitions = definitions;
		this.factory = factory;
	}

	/** Find out which there are, once. */
	void prepare() {
		if (this.groups.isEmpty()) {
			this.groups = this.definitions.get().stream().map(this.factory).toList();
		}
	}

	void start() {
		this.groups.forEach(PartitionPipelines::start);
	}

	/** Begin to give back all partitions. */
	void leave() {
		this.groups.forEach(PartitionPipelines::leave);
	}

	void awaitLeft() {
		this.groups.forEach(PartitionPipelines::awaitLeft);
	}

	Stream<PipelineStatus> status() {
		return this.groups.stream().map(PartitionPipelines::status);
	}

	/** The pipelines of the partitions that are read here at the moment. */
	Stream<Pipeline> pipelines() {
		return this.groups.stream().flatMap((group) -> group.all().stream());
	}

	/**
	 * Refuse what can only be told of a whole source.
	 * @param what what is asked for, as the subject of a sentence
	 * @param instead what to do about it
	 */
	void requireNone(String what, String instead) {
		this.groups.stream().findFirst().ifPresent((group) -> {
			throw new UnsupportedOperationException(what + " is not possible with " + group.group().source().describe()
					+ ", which neither have the tables nor tell how far their database is. " + instead);
		});
	}

}
