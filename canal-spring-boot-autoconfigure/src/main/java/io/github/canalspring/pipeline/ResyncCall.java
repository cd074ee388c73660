package io.github.canalspring.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.Resync;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Hands a request to read tables again to the pipelines that it concerns.
 */
final class ResyncCall {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Resync request;

	private final List<Pipeline> pipelines;

	private final ResyncPlan plan;

	private final long deadline = System.nanoTime() + TIMEOUT.toNanos();

	ResyncCall(Resync request, List<Pipeline> pipelines) {
		this.request = request;
		this.pipelines = pipelines;
		this.plan = new ResyncPlan(request);
	}

	void run() throws InterruptedException {
		List<String> late = new ArrayList<>();
		for (Map.Entry<Pipeline, Function<ChangeStream, CompletableFuture<@Nullable Void>>> entry : planned()
			.entrySet()) {
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

	/** Planned all before any is asked for. */
	private Map<Pipeline, Function<ChangeStream, CompletableFuture<@Nullable Void>>> planned()
			throws InterruptedException {
		Map<Pipeline, Function<ChangeStream, CompletableFuture<@Nullable Void>>> planned = new LinkedHashMap<>();
		for (Map.Entry<Pipeline, List<TableId>> entry : wanted().entrySet()) {
			Function<ChangeStream, CompletableFuture<@Nullable Void>> asked = this.plan.of(entry.getKey().definition(),
					entry.getValue());
			if (asked != null) {
				planned.put(entry.getKey(), asked);
			}
		}
		if (planned.isEmpty()) {
			throw new IllegalArgumentException("There is no index of " + this.request.table() + " to build anew"
					+ ((this.request.pipeline() != null) ? " in '" + this.request.pipeline() + "'" : "")
					+ ": only Elasticsearch has indices");
		}
		return planned;
	}

	private Map<Pipeline, List<TableId>> wanted() {
		Map<Pipeline, List<TableId>> wanted = new LinkedHashMap<>();
		for (Pipeline pipeline : this.pipelines) {
			List<TableId> tables = this.plan.tables(pipeline.definition());
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

	private boolean ask(Pipeline pipeline, Function<ChangeStream, CompletableFuture<@Nullable Void>> ask)
			throws InterruptedException {
		try {
			return pipeline.ask(ask, this.deadline);
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

}
