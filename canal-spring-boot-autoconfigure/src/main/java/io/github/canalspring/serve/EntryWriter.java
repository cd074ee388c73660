package io.github.canalspring.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Definition;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Makes Canal's entries of batches: where a transaction begins, its rows, each
 * statement's together, and where it ends. For one stream, from its start, and one
 * thread.
 */
final class EntryWriter {

	private static final int OFFSET_BITS = 34;

	/** More versions of tables than this are not in use at once. */
	private static final int MAX_TABLES = 1024;

	private final EntryFormat format = new EntryFormat();

	private final ZoneId zone;

	private final Map<TableSchema, TableColumns> tables = new IdentityHashMap<>();

	private List<byte[]> entries = new ArrayList<>();

	private @Nullable Transaction open;

	/** Where the open transaction is. */
	private Place place = new Place("", 0, Instant.EPOCH, null);

	/** The version of the last change of the open transaction. */
	private long version;

	EntryWriter(ZoneId zone) {
		this.zone = zone;
	}

	/**
	 * Write a batch.
	 * @return its entries, the last of which has the batch's position; empty if it has
	 * nothing for clients
	 */
	List<EncodedEntry> write(ChangeBatch batch) {
		try {
			changes(batch.changes());
			if (this.open != null && batch.position().version() >= this.version) {
				end(batch.position());
			}
			definitions(batch);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		List<EncodedEntry> written = new ArrayList<>(this.entries.size());
		for (int index = 0; index < this.entries.size(); index++) {
			boolean last = index == this.entries.size() - 1;
			written.add(new EncodedEntry(this.entries.get(index), last ? batch.position() : null));
		}
		this.entries = new ArrayList<>();
		return written;
	}

	/** That rows are others now need not be told where the statement tells it. */
	private void definitions(ChangeBatch batch) throws IOException {
		Place there = place(batch.position(), batch.committedAt(), null);
		for (Definition definition : batch.definitions()) {
			this.entries.add(this.format.definition(there, definition));
		}
		if (batch.definitions().isEmpty()) {
			for (TableId table : batch.replaced()) {
				this.entries.add(this.format.definition(there, EntryFormat.truncation(table)));
			}
		}
	}

	private void changes(List<Change> changes) throws IOException {
		int from = 0;
		for (int index = 1; index <= changes.size(); index++) {
			if (index == changes.size() || !together(changes.get(from), changes.get(index))) {
				rows(changes.subList(from, index));
				from = index;
			}
		}
	}

	private static boolean together(Change first, Change next) {
		return first.transaction() == next.transaction() && first.schema() == next.schema()
				&& first.operation() == next.operation() && first.version() == next.version();
	}

	private void rows(List<Change> changes) throws IOException {
		Change first = changes.get(0);
		if (this.open != first.transaction()) {
			begin(first);
		}
		this.version = first.version();
		TableColumns columns = columns(first.schema());
		Place there = this.place.at(first.version() & (1L << OFFSET_BITS) - 1);
		List<byte[]> rows = new ArrayList<>(changes.size());
		int size = 0;
		for (Change change : changes) {
			byte[] row = TableColumns.bytes((fields) -> columns.write(fields, change.before(), change.after()));
			if (size + row.length > EntryFormat.MAX_ROWS_SIZE && !rows.isEmpty()) {
				this.entries.add(this.format.rows(there, first.schema().id(), eventType(first.operation()), rows));
				rows.clear();
				size = 0;
			}
			rows.add(row);
			size += row.length;
		}
		this.entries.add(this.format.rows(there, first.schema().id(), eventType(first.operation()), rows));
	}

	private void begin(Change first) throws IOException {
		if (this.open != null) {
			// Its end was in no batch of its own: what comes next shows that it is over.
			this.entries.add(this.format.end(this.place.at(this.version & (1L << OFFSET_BITS) - 1), this.open.id()));
		}
		Transaction transaction = first.transaction();
		this.open = transaction;
		this.place = place(transaction.start(), transaction.committedAt(), first.gtid());
		this.entries.add(this.format.begin(this.place));
	}

	private void end(Position position) throws IOException {
		Transaction transaction = this.open;
		if (transaction != null) {
			Place end = place(position, transaction.committedAt(), this.place.gtid());
			this.entries.add(this.format.end(end, transaction.id()));
			this.open = null;
		}
	}

	private static Place place(Position position, Instant time, @Nullable String gtid) {
		String text = position.toString();
		int colon = text.lastIndexOf(':');
		boolean named = colon > 0 && text.indexOf(' ') < 0;
		return new Place(named ? text.substring(0, colon) : "", position.version() & (1L << OFFSET_BITS) - 1, time,
				gtid);
	}

	private TableColumns columns(TableSchema schema) throws IOException {
		TableColumns known = this.tables.get(schema);
		if (known == null) {
			if (this.tables.size() >= MAX_TABLES) {
				this.tables.clear();
			}
			known = new TableColumns(schema, this.zone);
			this.tables.put(schema, known);
		}
		return known;
	}

	private static int eventType(Operation operation) {
		return switch (operation) {
			case INSERT -> EntryFormat.INSERT;
			case UPDATE -> EntryFormat.UPDATE;
			case DELETE -> EntryFormat.DELETE;
		};
	}

	/**
	 * Where something is in the binlog.
	 *
	 * @param file the file; empty where it is not known
	 * @param offset the offset
	 * @param time when it was committed
	 * @param gtid the transaction's GTID, if it has one
	 */
	record Place(String file, long offset, Instant time, @Nullable String gtid) {

		private Place at(long other) {
			return new Place(this.file, other, this.time, this.gtid);
		}

	}

}
