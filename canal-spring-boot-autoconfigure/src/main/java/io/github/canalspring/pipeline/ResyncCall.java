package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.Resync;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;

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
		Map<Pipeline, List<TableId>> wanted = wanted();
		KeyRange range = new KeyRange(this.request.from(), this.request.to());
		if (!range.equals(KeyRange.ALL) && wanted.values().stream().anyMatch((tables) -> tables.size() > 1)) {
			throw new IllegalArgumentException(
					"A range is of one table, but " + this.request.table() + " stands for several");
		}
		List<String> late = new ArrayList<>();
		for (Map.Entry<Pipeline, List<TableId>> entry : wanted.entrySet()) {
			if (!resync(entry.getKey(), entry.getValue(), range)) {
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

	private boolean resync(Pipeline pipeline, List<TableId> tables, KeyRange range) throws InterruptedException {
		try {
			return pipeline.resync(tables, range, this.deadline);
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
			Predicate<TableId> rows = (table) -> this.pattern.matches(table) && definition.filter().test(table)
					&& definition.sink().wants(table) && definition.sink().wantsSnapshot(table);
			List<TableId> tables = definition.source().describe(rows).stream().map(TableSchema::id).toList();
			if (!tables.isEmpty()) {
				wanted.put(pipeline, tables);
			}
		}
		if (wanted.isEmpty()) {
			throw new IllegalArgumentException("There is no table " + this.request.table() + " whose rows "
					+ ((this.request.pipeline() != null) ? "'" + this.request.pipeline() + "' wants"
							: "a sink, or a handler with snapshot = true, wants"));
		}
		return wanted;
	}

}
