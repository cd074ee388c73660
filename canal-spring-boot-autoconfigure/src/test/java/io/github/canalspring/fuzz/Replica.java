package io.github.canalspring.fuzz;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Tables as the changes that were read make them. Fails at the first change that does not
 * fit: one that was left out, came twice or has a wrong value.
 */
final class Replica {

	private final Marks marks;

	private final Predicate<String> wanted;

	private final Map<String, Contents> tables = new HashMap<>();

	/** The highest version that each row ever had, by table and key. */
	private final Map<String, Map<String, Long>> versions = new HashMap<>();

	/** Whether it began with a snapshot. */
	private final boolean snapshot;

	/** Whether rows are missing that a snapshot has not yet read. */
	private boolean partial;

	private String transaction = "";

	private long rowNumber;

	private long version;

	private long positionVersion;

	private long changes;

	private volatile long lastMark;

	Replica(Marks marks, Predicate<String> wanted, boolean partial) {
		this.marks = marks;
		this.wanted = wanted;
		this.snapshot = partial;
		this.partial = partial;
	}

	/**
	 * Forget all, to be made anew by another snapshot.
	 */
	void startOver() {
		this.tables.clear();
		this.versions.clear();
		this.partial = this.snapshot;
		this.transaction = "";
		this.rowNumber = 0;
	}

	long changes() {
		return this.changes;
	}

	/** The highest mark that was read. */
	long lastMark() {
		return this.lastMark;
	}

	boolean isPartial() {
		return this.partial;
	}

	Contents table(String name) {
		return this.tables.computeIfAbsent(name, (key) -> new Contents());
	}

	void apply(ChangeBatch batch) {
		for (Change change : batch.changes()) {
			try {
				apply(change);
			}
			catch (AssertionError ex) {
				throw new AssertionError(change + " at " + change.position() + ": " + ex.getMessage(), ex);
			}
		}
		long reached = batch.position().version();
		if (this.snapshot) {
			// Tables whose rows were replaced by a statement are read anew, too.
			this.partial = reached == 0;
		}
		if (!this.partial) {
			require(reached >= this.positionVersion, "position " + batch.position() + " is before the last");
			this.positionVersion = reached;
		}
	}

	private void apply(Change change) {
		this.changes++;
		if (!change.snapshot()) {
			requireOrder(change);
		}
		if (change.table().equals(Marks.TABLE)) {
			if (!change.snapshot()) {
				mark((Long) Objects.requireNonNull(change.row().get("id")));
			}
			return;
		}
		Row before = change.before();
		Row after = change.after();
		if (before != null) {
			remove(change, before);
		}
		if (after != null) {
			add(change, after);
		}
	}

	private void requireOrder(Change change) {
		require(change.version() >= this.version, "its version is lower than that of the change before it");
		this.version = change.version();
		String id = change.eventId();
		String transaction = id.substring(0, id.indexOf('#'));
		long number = Long.parseLong(id.substring(transaction.length() + 1));
		require(!transaction.equals(this.transaction) || number > this.rowNumber, "it came twice");
		this.transaction = transaction;
		this.rowNumber = number;
	}

	private void remove(Change change, Row row) {
		TableSchema schema = change.schema();
		Contents contents = table(change.table());
		String key = Contents.key(schema, row);
		String text = Contents.text(schema, row);
		Contents.Entry old = contents.rows().remove(key);
		if (old == null) {
			require(this.partial, "there was no row " + text);
		}
		else {
			require(old.text().equals(text), "the row was " + old.text() + "\n  and not " + text);
			if (old.count() > 1) {
				contents.rows().put(key, new Contents.Entry(text, old.ver(), old.count() - 1));
			}
		}
		if (change.operation() == Operation.DELETE) {
			requireNotOlder(change, key, Contents.ver(row));
		}
	}

	private void add(Change change, Row row) {
		TableSchema schema = change.schema();
		Contents contents = table(change.table());
		String key = Contents.key(schema, row);
		if (!schema.primaryKey().isEmpty()) {
			Contents.Entry old = contents.rows().get(key);
			require(old == null || change.snapshot(), "there was a row already: " + old);
			contents.rows().remove(key);
		}
		requireNotOlder(change, key, Contents.ver(row));
		contents.add(key, Contents.text(schema, row), Contents.ver(row));
	}

	/** Rows of shared tables are counted by several writers. */
	private void requireNotOlder(Change change, String key, long ver) {
		if (change.schema().primaryKey().isEmpty() || change.table().startsWith(FuzzRun.SHARED)) {
			return;
		}
		Long last = this.versions.computeIfAbsent(change.table(), (table) -> new HashMap<>()).put(key, ver);
		require(last == null || last <= ver, "the row " + key + " went back from version " + last + " to " + ver);
	}

	private void mark(long number) {
		Marks.Mark mark = this.marks.get(number);
		mark.tables().forEach((table, contents) -> {
			if (!this.wanted.test(table)) {
				return;
			}
			if (!mark.checked()) {
				Contents copy = table(table);
				copy.rows().clear();
				copy.rows().putAll(contents.rows());
				this.versions.remove(table);
			}
			else if (!this.partial) {
				requireSame(table, contents);
			}
		});
		this.lastMark = Math.max(this.lastMark, number);
	}

	void requireSame(String table, Contents expected) {
		String difference = Contents.difference(expected, table(table));
		require(difference == null, "table " + table + ": " + difference);
	}

	private static void require(boolean condition, @Nullable String message) {
		if (!condition) {
			throw new AssertionError(message);
		}
	}

}
