package io.github.canalspring.source.canal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;

/**
 * How far one pipeline is with what was fetched for all. Guarded by the feed's lock.
 */
final class Consumer {

	private final Predicate<TableId> wanted;

	/** Whether it keeps copies of rows, which are wrong once a table is emptied. */
	private final boolean copies;

	/** What the pipeline has taken: what is delivered again up to here is left out. */
	private CanalPosition taken;

	/** The number of the next to take. */
	private long next;

	/** What was taken and not yet acknowledged. */
	private final Deque<Taken> open = new ArrayDeque<>();

	Consumer(Predicate<TableId> wanted, boolean copies, CanalPosition from, long next) {
		this.wanted = wanted;
		this.copies = copies;
		this.taken = from;
		this.next = next;
	}

	CanalPosition taken() {
		return this.taken;
	}

	long next() {
		return this.next;
	}

	/** Everything before this number is acknowledged. */
	long acknowledged() {
		return this.open.isEmpty() ? this.next : this.open.getFirst().number();
	}

	/** The numbers begin anew: the server delivers again what was not acknowledged. */
	void restart(long number) {
		this.next = number;
		this.open.clear();
	}

	/**
	 * The table whose copies cannot follow what happened to all its rows at once: a Canal
	 * server cannot be asked for rows.
	 */
	Optional<TableId> blockedBy(Fetched fetched) {
		return this.copies ? fetched.batches()
			.stream()
			.filter((batch) -> !this.taken.reaches(batch.position()))
			.flatMap((batch) -> batch.replaced().stream())
			.filter(this.wanted)
			.findFirst() : Optional.empty();
	}

	List<ChangeBatch> take(Fetched fetched) {
		List<ChangeBatch> batches = new ArrayList<>(fetched.batches().size());
		for (ChangeBatch batch : fetched.batches()) {
			CanalPosition position = (CanalPosition) batch.position();
			if (this.taken.reaches(position)) {
				batches.add(new ChangeBatch(List.of(), this.taken, batch.committedAt(), 0));
			}
			else {
				this.taken = position;
				batches.add(own(batch));
			}
		}
		this.open.add(new Taken(this.next, this.taken));
		this.next++;
		return batches;
	}

	/** Without what only others want. */
	private ChangeBatch own(ChangeBatch batch) {
		if (batch.replaced().stream().allMatch(this.wanted)
				&& batch.changes().stream().allMatch((change) -> this.wanted.test(change.schema().id()))) {
			return batch;
		}
		List<Change> changes = batch.changes()
			.stream()
			.filter((change) -> this.wanted.test(change.schema().id()))
			.toList();
		return new ChangeBatch(changes, batch.position(), batch.committedAt(), batch.bytes(),
				Set.copyOf(batch.replaced().stream().filter(this.wanted).toList()));
	}

	void acknowledge(Position position) {
		while (!this.open.isEmpty() && position instanceof CanalPosition reached
				&& reached.reaches(this.open.getFirst().position())) {
			this.open.removeFirst();
		}
	}

	/**
	 * What was taken.
	 *
	 * @param number its number
	 * @param position the position behind it
	 */
	private record Taken(long number, CanalPosition position) {
	}

}
