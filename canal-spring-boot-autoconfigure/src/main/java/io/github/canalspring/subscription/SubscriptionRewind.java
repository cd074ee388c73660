package io.github.canalspring.subscription;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of the rows of the subscription table those that it had at an older place: each
 * row that was changed since is as it was before the first of its changes. For one use.
 */
final class SubscriptionRewind {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionRewind.class);

	private static final Duration POLL = Duration.ofMillis(200);

	/** How long to wait for a server that does not answer, before that is told. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final TableId table;

	private final Map<String, SubscriptionRow> rows;

	/** Of the rows that were changed, what they were before; empty if they were not. */
	private final Map<String, Optional<SubscriptionRow>> before = new LinkedHashMap<>();

	private boolean replaced;

	/**
	 * Create a rewind.
	 * @param table the subscription table
	 * @param rows its rows by their ids, which are changed
	 */
	SubscriptionRewind(TableId table, Map<String, SubscriptionRow> rows) {
		this.table = table;
		this.rows = rows;
	}

	/**
	 * Read the changes and undo them.
	 * @param stream gives the changes of the table
	 * @param from where it begins, which is the older place
	 * @param to the place behind the read of the rows
	 * @throws SourceUnreachableException if the server is not there for a while
	 */
	void read(ChangeStream stream, Position from, Position to) throws InterruptedException {
		Position reached = from;
		long giveUp = System.nanoTime() + PATIENCE.toNanos();
		while (!reached.reaches(to) && !this.replaced) {
			List<ChangeBatch> batches = stream.poll(POLL);
			String disconnected = stream.disconnected();
			if (!batches.isEmpty() || disconnected == null) {
				giveUp = System.nanoTime() + PATIENCE.toNanos();
			}
			else if (System.nanoTime() > giveUp) {
				throw new SourceUnreachableException(disconnected, "Nothing: it is tried again", null);
			}
			batches.forEach(this::note);
			reached = batches.isEmpty() ? reached : batches.get(batches.size() - 1).position();
		}
		this.before
			.forEach((id, row) -> row.ifPresentOrElse((known) -> this.rows.put(id, known), () -> this.rows.remove(id)));
	}

	/** What comes after the table was replaced is of other rows. */
	private void note(ChangeBatch batch) {
		if (this.replaced) {
			return;
		}
		batch.changes().forEach(this::note);
		if (batch.replaced().contains(this.table)) {
			logger
				.warn("{} was emptied or replaced at {}: of what it said before that only the rows are known that were "
						+ "changed until then", this.table, batch.position());
			this.rows.clear();
			this.replaced = true;
		}
	}

	private void note(Change change) {
		if (change.before() != null) {
			SubscriptionRow row = SubscriptionRow.of(change.before());
			this.before.putIfAbsent(row.id(), Optional.of(row));
		}
		if (change.after() != null) {
			// Of an insert, or an update that changes the key: there was none.
			this.before.putIfAbsent(SubscriptionRow.of(change.after()).id(), Optional.empty());
		}
	}

}
