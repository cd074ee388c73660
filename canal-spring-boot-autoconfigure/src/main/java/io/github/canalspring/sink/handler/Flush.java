package io.github.canalspring.sink.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one call to the sink, and how far the handlers have got with them, so
 * that a repeated call goes on with the call that failed, or with those that did.
 */
final class Flush {

	private final List<ChangeBatch> batches;

	private final Function<TableSchema, TableHandler[]> routes;

	private final HandlerCalls calls;

	/** What list handlers are to get, in the order of their first change. */
	private final Map<TableHandler, List<Change>> lists = new LinkedHashMap<>();

	private Refusals refusals = new Refusals();

	/** The first batch with a change in a list; such a batch is done at the end only. */
	private int firstListed = Integer.MAX_VALUE;

	private @Nullable TableSchema routed;

	private TableHandler[] route = {};

	private int batch;

	private int change;

	private int handler;

	Flush(List<ChangeBatch> batches, Function<TableSchema, TableHandler[]> routes, HandlerCalls calls) {
		this.batches = batches;
		this.routes = routes;
		this.calls = calls;
	}

	boolean isFor(List<ChangeBatch> other) {
		return this.batches == other || this.batches.equals(other);
	}

	/**
	 * Call the handlers, going on after the last call that succeeded.
	 * @throws ChangesRefusedException if all is done but for changes on which calls fail
	 * @throws HandlerException if everything is to wait for a call that fails
	 */
	void run() throws Exception {
		repeat(this.refusals);
		for (; this.batch < this.batches.size(); this.batch++, this.change = 0) {
			List<Change> changes = this.batches.get(this.batch).changes();
			for (; this.change < changes.size(); this.change++, this.handler = 0) {
				handle(changes.get(this.change));
			}
		}
		this.refusals.startLists();
		while (!this.lists.isEmpty()) {
			Map.Entry<TableHandler, List<Change>> next = this.lists.entrySet().iterator().next();
			deliver(next.getKey(), this.refusals.passing(next.getValue()));
			this.lists.remove(next.getKey());
		}
		this.refusals.throwIfAny(this.batches);
	}

	/** What was refused could not be parked. */
	private void repeat(Refusals before) throws Exception {
		this.refusals = new Refusals();
		for (Refusals.Refusal refusal : before.inOrder()) {
			if (!this.refusals.waits(refusal.change())) {
				list(refusal.change(), refusal.handler());
			}
			this.handler = refusal.handler();
			handle(refusal.change());
			this.handler = 0;
		}
	}

	private void list(Change next, int end) {
		TableHandler[] handlers = this.routes.apply(next.schema());
		for (int index = 0; index < Math.min(end, handlers.length); index++) {
			if (handlers[index].takesList() && handlers[index].wants(next)) {
				list(handlers[index], next);
			}
		}
	}

	private void list(TableHandler target, Change next) {
		this.lists.computeIfAbsent(target, (key) -> new ArrayList<>()).add(next);
		this.firstListed = Math.min(this.firstListed, this.batch);
	}

	private void handle(Change next) throws Exception {
		if (this.refusals.waits(next)) {
			this.refusals.add(next, this.handler, "");
			return;
		}
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
				list(candidate, next);
			}
			else if (!call(candidate, next)) {
				return;
			}
		}
	}

	private boolean call(TableHandler candidate, Change next) throws Exception {
		try {
			this.calls.call(() -> candidate.handle(next));
			return true;
		}
		catch (HandlerException ex) {
			if (!this.calls.isParking()) {
				throw ex;
			}
			this.refusals.add(next, this.handler, ex.getMessage());
			return false;
		}
	}

	private void deliver(TableHandler target, List<Change> changes) throws Exception {
		if (changes.isEmpty()) {
			return;
		}
		try {
			this.calls.call(() -> target.handle(changes));
		}
		catch (HandlerException ex) {
			if (!this.calls.isParking()) {
				throw ex;
			}
			divide(target, changes, ex);
		}
	}

	/** Find out by halves which of the changes it is. */
	private void divide(TableHandler target, List<Change> changes, HandlerException failure) throws Exception {
		if (changes.size() == 1) {
			this.refusals.add(changes.get(0), Refusals.SINGLE_DONE, failure.getMessage());
			return;
		}
		int middle = changes.size() / 2;
		for (List<Change> half : List.of(changes.subList(0, middle), changes.subList(middle, changes.size()))) {
			List<Change> passing = this.refusals.passing(half);
			if (!passing.isEmpty()) {
				try {
					target.handle(passing);
				}
				catch (HandlerException ex) {
					divide(target, passing, ex);
				}
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
