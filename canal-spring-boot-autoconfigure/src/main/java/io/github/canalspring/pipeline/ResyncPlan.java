package io.github.canalspring.pipeline;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.Resync.Target;
import io.github.canalspring.Resync;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * What a request to read tables again is for one pipeline or another.
 */
final class ResyncPlan {

	private final Resync request;

	private final TablePattern pattern;

	private final KeyRange range;

	/**
	 * Create a plan.
	 * @throws IllegalArgumentException if there can be none
	 */
	ResyncPlan(Resync request) {
		this.request = request;
		this.pattern = TablePattern.parse(request.table());
		this.range = new KeyRange(request.from(), request.to());
		if (isRebuild() && !this.range.equals(KeyRange.ALL)) {
			throw new IllegalArgumentException(
					"An index is built anew from all rows, not from a range of them. Leave out the range");
		}
	}

	boolean isRebuild() {
		return this.request.target() != Target.SAME;
	}

	/** The tables that it concerns in a pipeline. */
	List<TableId> tables(PipelineDefinition definition) {
		return tables(definition, this.pattern::matches);
	}

	private static List<TableId> tables(PipelineDefinition definition, Predicate<TableId> asked) {
		return definition.source()
			.describe((table) -> asked.test(table) && definition.filter().test(table) && definition.sink().wants(table)
					&& definition.sink().wantsSnapshot(table))
			.stream()
			.map(TableSchema::id)
			.toList();
	}

	/**
	 * What to ask a pipeline's stream for.
	 * @param definition the pipeline
	 * @param tables its tables that this concerns
	 * @return the question; {@code null} if the pipeline has nothing to rebuild
	 * @throws IllegalArgumentException if it is not possible
	 */
	@Nullable Function<ChangeStream, CompletableFuture<@Nullable Void>> of(PipelineDefinition definition, List<TableId> tables)
			throws InterruptedException {
		if (!isRebuild()) {
			if (!this.range.equals(KeyRange.ALL) && tables.size() > 1) {
				throw new IllegalArgumentException(
						"A range is of one table, but " + this.request.table() + " stands for several");
			}
			return (stream) -> stream.resync(tables, this.range);
		}
		Rebuild rebuild = rebuild(definition, tables);
		return (rebuild != null) ? (stream) -> stream.rebuild(rebuild) : null;
	}

	private @Nullable Rebuild rebuild(PipelineDefinition definition, List<TableId> asked) throws InterruptedException {
		try {
			return definition.sink()
				.plan(asked, tables(definition, (table) -> true),
						this.request.target() == Target.NEW_INDEX_KEEPING_OLD);
		}
		catch (InterruptedException | SourceException | IllegalArgumentException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new CanalTimeoutException("The rebuild of " + this.request.table() + " cannot be planned, because "
					+ definition.name() + " does not answer: " + Failures.describe(ex));
		}
	}

}
