package io.github.canalspring.source.canal;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.canalspring.canal.Packets.Packet;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Turns the server's batches into ours. Keeps the transaction that is open and where the
 * stream is. For one thread.
 */
final class EntryReader {

	private static final int INSERT = 1;

	private static final int UPDATE = 2;

	private static final int DELETE = 3;

	private static final int TRUNCATE = 8;

	private static final int DROP = 6;

	private static final int RENAME = 9;

	/** What a value takes in memory besides its characters, about. */
	private static final int VALUE_BYTES = 40;

	private final Predicate<TableId> wanted;

	private final CanalConnection settings;

	private final Map<TableId, TableLayout> layouts = new HashMap<>();

	private final Set<TableId> replaced = new HashSet<>();

	private CanalPosition position;

	private @Nullable Transaction transaction;

	private long rowNumber;

	private List<Change> changes = new ArrayList<>();

	private List<ChangeBatch> batches = new ArrayList<>();

	private Instant committedAt = Instant.EPOCH;

	private long bytes;

	private long allBytes;

	EntryReader(Predicate<TableId> wanted, CanalConnection settings, CanalPosition from) {
		this.wanted = wanted;
		this.settings = settings;
		// The server delivers whole transactions again: entries are counted anew.
		this.position = new CanalPosition(from.file(), 0, 0, from.server(), from.ordinalOffset());
	}

	/** Where the stream is. */
	CanalPosition position() {
		return this.position;
	}

	/** Read what an answer holds. */
	Fetched read(Packet packet) throws IOException {
		CodedInputStream fields = packet.body();
		long id = 0;
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			switch (WireFormat.getTagFieldNumber(tag)) {
				case 1 -> id = fields.readInt64();
				case 2 -> {
					int length = fields.readRawVarint32();
					int start = packet.start() + fields.getTotalBytesRead();
					fields.skipRawBytes(length);
					entry(packet.bytes(), Entry.read(packet.bytes(), start, length));
				}
				default -> fields.skipField(tag);
			}
		}
		if (id != Fetched.NOTHING) {
			// Also the part of a transaction that goes on in the next batch.
			endBatch();
		}
		List<ChangeBatch> read = this.batches;
		long size = this.allBytes;
		this.batches = new ArrayList<>();
		this.allBytes = 0;
		return new Fetched(id, read, size);
	}

	private void entry(byte[] bytes, Entry entry) throws IOException {
		moveTo(entry);
		this.committedAt = Instant.ofEpochMilli(entry.executedAt());
		switch (entry.type()) {
			case Entry.TRANSACTION_BEGIN -> begin(entry);
			case Entry.ROW_DATA -> rows(bytes, entry);
			case Entry.TRANSACTION_END -> {
				endBatch();
				this.transaction = null;
			}
			default -> {
				// Nothing that concerns rows.
			}
		}
	}

	/**
	 * Keeps the versions growing when the Canal server turns to another database server,
	 * and where it does not know the place: the events of newer MariaDB servers tell it
	 * at the start of a transaction only, and Canal then gives a negative one.
	 */
	private void moveTo(Entry entry) {
		CanalPosition last = this.position;
		long ordinalOffset = last.ordinalOffset();
		if (last.server() != entry.server() && last.server() != 0) {
			ordinalOffset = Math.max(ordinalOffset, last.ordinal() + 1 - CanalPosition.number(entry.file()));
		}
		boolean sameFile = last.file().equals(entry.file());
		long offset = (entry.offset() >= 0) ? entry.offset() : sameFile ? last.offset() : 0;
		boolean same = sameFile && offset == last.offset();
		this.position = new CanalPosition(entry.file(), offset, same ? last.entry() + 1 : 1, entry.server(),
				ordinalOffset);
	}

	private void begin(Entry entry) {
		String gtid = entry.gtid();
		this.transaction = new Transaction(this.position, (gtid != null) ? () -> gtid : null, this.committedAt, false);
		this.rowNumber = 0;
	}

	private void endBatch() {
		Set<TableId> tables = this.replaced.isEmpty() ? Set.of() : Set.copyOf(this.replaced);
		this.batches.add(new ChangeBatch(this.changes, this.position, this.committedAt, this.bytes, tables));
		this.replaced.clear();
		this.changes = new ArrayList<>();
		this.allBytes += this.bytes;
		this.bytes = 0;
	}

	private void rows(byte[] bytes, Entry entry) throws IOException {
		TableId table = new TableId(entry.database(), entry.table());
		if (!this.wanted.test(table)) {
			return;
		}
		boolean alone = this.transaction == null;
		if (alone) {
			// A server may be told to leave out where transactions begin and end.
			begin(entry);
		}
		CodedInputStream fields = entry.content(bytes);
		int event = 0;
		boolean definition = false;
		Images images = new Images(new RawColumns(bytes), new RawColumns(bytes));
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			switch (WireFormat.getTagFieldNumber(tag)) {
				case 2 -> event = fields.readEnum();
				case 10 -> definition = fields.readBool();
				case 12 -> row(table, event, fields, entry.start(), images);
				default -> fields.skipField(tag);
			}
		}
		if (definition && (event == TRUNCATE || event == DROP || event == RENAME)) {
			this.replaced.add(table);
		}
		if (alone) {
			endBatch();
			this.transaction = null;
		}
	}

	private void row(TableId table, int event, CodedInputStream fields, int start, Images images) throws IOException {
		images.clear();
		int limit = fields.pushLimit(fields.readRawVarint32());
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			switch (WireFormat.getTagFieldNumber(tag)) {
				case 1 -> images.before.add(fields, start, fields.readRawVarint32());
				case 2 -> images.after.add(fields, start, fields.readRawVarint32());
				default -> fields.skipField(tag);
			}
		}
		fields.popLimit(limit);
		switch (event) {
			case INSERT -> add(table, Operation.INSERT, null, images.after);
			case UPDATE -> add(table, Operation.UPDATE, images.before, images.after);
			case DELETE -> add(table, Operation.DELETE, images.before, null);
			default -> {
				// The text of a statement, which has no rows.
			}
		}
	}

	private void add(TableId table, Operation operation, @Nullable RawColumns before, @Nullable RawColumns after) {
		TableLayout layout = layout(table, (after != null) ? after : Objects.requireNonNull(before));
		if (before != null && !layout.fits(before)) {
			throw new SourceException("An update of " + table + " at " + this.position + " has not all columns",
					"The Canal server passes on what the database logs: SET GLOBAL binlog_row_image = 'FULL'");
		}
		this.changes.add(new Change(layout.schema(), operation, (before != null) ? layout.row(before) : null,
				(after != null) ? layout.row(after) : null, Objects.requireNonNull(this.transaction), this.rowNumber++,
				this.position.version()));
		this.bytes += size(before) + size(after);
	}

	private static long size(@Nullable RawColumns columns) {
		long size = 0;
		for (int index = 0; columns != null && index < columns.size(); index++) {
			size += columns.valueLength(index) + VALUE_BYTES;
		}
		return size;
	}

	private TableLayout layout(TableId table, RawColumns columns) {
		TableLayout known = this.layouts.get(table);
		if (known == null || !known.fits(columns)) {
			known = TableLayout.of(table, columns, this.settings);
			this.layouts.put(table, known);
		}
		return known;
	}

	/**
	 * A row as it was and as it is.
	 *
	 * @param before the columns before
	 * @param after the columns after
	 */
	private record Images(RawColumns before, RawColumns after) {

		private void clear() {
			this.before.clear();
			this.after.clear();
		}

	}

}
