package io.github.canalspring.sink.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one call to the sink, and how far the handlers have got with them, so
 * that a repeated call goes on with the call that failed.
 */
final class Flush {

	private final List<ChangeBatch> batches;

	private final Function<TableSchema, TableHandler[]> routes;

	/** What list handlers are to get, in the order of their first change. */
	private final Map<TableHandler, List<Change>> lists = new LinkedHashMap<>();

	/** The first batch with a change in a list; such a batch is done at the end only. */
	private int firstListed = Integer.MAX_VALUE;

	private @Nullable TableSchema routed;

	private TableHandler[] route = {};

	private int batch;

	private int change;

	private int handler;

	Flush(List<ChangeBatch> batches, Function<TableSchema, TableHandler[]> routes) {
		this.batches = batches;
		this.routes = routes;
	}

	boolean isFor(List<ChangeBatch> other) {
		return this.batches == other || this.batches.equals(other);
	}

	/** Call the handlers, going on after the last call that succeeded. */
	void run() throws Exception {
		for (; this.batch < this.batches.size(); this.batch++, this.change = 0) {
			List<Change> changes = this.batches.get(this.batch).changes();
			for (; this.change < changes.size(); this.change++, this.handler = 0) {
				handle(changes.get(this.change));
			}
		}
		while (!this.lists.isEmpty()) {
			Map.Entry<TableHandler, List<Change>> next = this.lists.entrySet().iterator().next();
			next.getKey().handle(next.getValue());
			this.lists.remove(next.getKey());
		}
	}

	private void handle(Change next) throws Exception {
		if (next.schema() != this.routed) {
			this.route = this.routes.apply(next.schema());
			this.routed = next.schema();
		}
		TableHandler[] handlers = this.route;
		for (; this.handler < handlers.length; this.handler++) {
			TableHandler candidate = handlers[this.handler];
			if (!candidate.wants(next)) {
				continue;
			}
			if (candidate.takesList()) {
				this.lists.computeIfAbsent(candidate, (key) -> new ArrayList<>()).add(next);
				this.firstListed = Math.min(this.firstListed, this.batch);
			}
			else {
				candidate.handle(next);
			}
		}
	}

	/**
	 * The last batch that needs no further call.
	 * @return the batch; {@code null} if the first one already does
	 */
	@Nullable ChangeBatch lastDone() {
		int done = this.lists.isEmpty() ? this.batch : Math.min(this.batch, this.firstListed);
		return (done > 0) ? this.batches.get(done - 1) : null;
	}

}
