package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.Resync.Target;
import io.github.canalspring.Resync;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Hands a request to read tables again to the pipelines that it concerns.
 */
final class ResyncCall {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Resync request;

	private final List<Pipeline> pipelines;

	private final TablePattern pattern;

	private final long deadline = System.nanoTime() + TIMEOUT.toNanos();

	ResyncCall(Resync request, List<Pipeline> pipelines) {
		this.request = request;
		this.pipelines = pipelines;
		this.pattern = TablePattern.parse(request.table());
	}

	void run() throws InterruptedException {
		Map<Pipeline, Request> requests = (this.request.target() == Target.SAME) ? resyncs() : rebuilds();
		List<String> late = new ArrayList<>();
		for (Map.Entry<Pipeline, Request> entry : requests.entrySet()) {
			if (!ask(entry.getKey(), entry.getValue())) {
				PipelineStatus status = entry.getKey().status();
				late.add(status.name() + " is " + status.state()
						+ ((status.error() != null) ? " (" + status.error() + ")" : ""));
			}
		}
		if (!late.isEmpty()) {
			throw new CanalTimeoutException("The resync of " + this.request.table() + " was not taken within "
					+ TIMEOUT.toSeconds() + " s: " + String.join("; ", late));
		}
	}

	private Map<Pipeline, Request> resyncs() {
		Map<Pipeline, List<TableId>> wanted = wanted();
		KeyRange range = new KeyRange(this.request.from(), this.request.to());
		if (!range.equals(KeyRange.ALL) && wanted.values().stream().anyMatch((tables) -> tables.size() > 1)) {
			throw new IllegalArgumentException(
					"A range is of one table, but " + this.request.table() + " stands for several");
		}
		Map<Pipeline, Request> requests = new LinkedHashMap<>();
		wanted.forEach((pipeline, tables) -> requests.put(pipeline, (stream) -> stream.resync(tables, range)));
		return requests;
	}

	/** Planned all before any is asked for. */
	private Map<Pipeline, Request> rebuilds() throws InterruptedException {
		if (this.request.from() != null || this.request.to() != null) {
			throw new IllegalArgumentException(
					"An index is built anew from all rows, not from a range of them. Leave out the range");
		}
		Map<Pipeline, Request> requests = new LinkedHashMap<>();
		for (Map.Entry<Pipeline, List<TableId>> entry : wanted().entrySet()) {
			Rebuild rebuild = plan(entry.getKey(), entry.getValue());
			if (rebuild != null) {
				requests.put(entry.getKey(), (stream) -> stream.rebuild(rebuild));
			}
		}
		if (requests.isEmpty()) {
			throw new IllegalArgumentException("There is no index of " + this.request.table() + " to build anew"
					+ ((this.request.pipeline() != null) ? " in '" + this.request.pipeline() + "'" : "")
					+ ": only Elasticsearch has indices");
		}
		return requests;
	}

	private @Nullable Rebuild plan(Pipeline pipeline, List<TableId> asked) throws InterruptedException {
		PipelineDefinition definition = pipeline.definition();
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

	private boolean ask(Pipeline pipeline, Request ask) throws InterruptedException {
		try {
			return pipeline.ask(ask::of, this.deadline);
		}
		catch (SourceUnreachableException ex) {
			throw ex;
		}
		catch (UnsupportedOperationException | IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"The resync of " + this.request.table() + " is not possible: " + ex.getMessage(), ex);
		}
		catch (SourceException ex) {
			throw new IllegalArgumentException(ex.getMessage() + ". " + ex.remedy(), ex);
		}
	}

	private Map<Pipeline, List<TableId>> wanted() {
		Map<Pipeline, List<TableId>> wanted = new LinkedHashMap<>();
		for (Pipeline pipeline : this.pipelines) {
			PipelineDefinition definition = pipeline.definition();
			List<TableId> tables = tables(definition, this.pattern::matches);
			if (!tables.isEmpty()) {
				wanted.put(pipeline, tables);
			}
		}
		if (wanted.isEmpty()) {
			Tables.require("A resync", this.pipelines);
			throw new IllegalArgumentException("There is no table " + this.request.table() + " whose rows "
					+ ((this.request.pipeline() != null) ? "'" + this.request.pipeline() + "' wants"
							: "a sink, or a handler with snapshot = true, wants"));
		}
		return wanted;
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
	 * What a pipeline's stream is asked for.
	 */
	private interface Request {

		CompletableFuture<@Nullable Void> of(ChangeStream stream);

	}

}
