package io.github.canalspring.pipeline;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a pipeline's stream, whenever it is opened, for the resyncs of the configuration
 * that it has not taken yet. Which it has is part of the position.
 */
final class StandingResyncs {

	private static final Logger logger = LoggerFactory.getLogger(StandingResyncs.class);

	private final PipelineDefinition definition;

	StandingResyncs(PipelineDefinition definition) {
		this.definition = definition;
	}

	/**
	 * Ask. For the thread that polls the stream, before it does.
	 * @param stream the stream
	 * @param readsAll whether it begins with all rows, so that nothing is left to ask for
	 */
	void ask(ChangeStream stream, boolean readsAll) throws InterruptedException {
		for (StandingResync resync : this.definition.resyncs()) {
			if (!resync.id().equals(stream.noted(resync.name())) && (readsAll || ask(stream, resync))) {
				stream.note(resync.name(), resync.id());
			}
		}
	}

	/** What is not possible is told, and is no reason to hold the changes. */
	private boolean ask(ChangeStream stream, StandingResync resync) throws InterruptedException {
		try {
			ResyncPlan plan = new ResyncPlan(resync.request());
			List<TableId> tables = plan.tables(this.definition);
			Function<ChangeStream, CompletableFuture<@Nullable Void>> asked = tables.isEmpty() ? null
					: plan.of(this.definition, tables);
			if (asked == null) {
				return false;
			}
			asked.apply(stream);
			logger.info("{}: {} {}, as canal.resync with the id {} asks for", this.definition.name(),
					plan.isRebuild() ? "builds anew the index of" : "reads again", tables, resync.id());
			return true;
		}
		catch (SourceUnreachableException ex) {
			throw ex;
		}
		catch (CanalTimeoutException ex) {
			throw new SinkUnreachableException(ex);
		}
		catch (SourceException | IllegalArgumentException | UnsupportedOperationException ex) {
			logger.error("{}: the resync of {} that canal.resync asks for is not possible: {}", this.definition.name(),
					resync.request().table(), Failures.describe(ex));
			return false;
		}
	}

}
