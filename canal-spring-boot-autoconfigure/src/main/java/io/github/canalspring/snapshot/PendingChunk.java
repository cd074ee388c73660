package io.github.canalspring.snapshot;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are read and wait for the stream to come to the place where they were read. A
 * row that the stream changes from the beginning of the read on is dropped: the stream
 * has it, and in its right place. That holds also for changes from before the read, of
 * which the row is the result.
 */
public final class PendingChunk implements Piece {

	/** More changes than that during one read are not remembered; it is repeated. */
	private static final int MOST_CHANGES = 100_000;

	private final TableId table;

	private final TableOutline outline;

	private final Position start;

	private final CompletableFuture<TableChunk> reading;

	/** Whether a row stays that is what a change from before the read made of it. */
	private final boolean results;

	private final Map<List<@Nullable Object>, Row> rows = new LinkedHashMap<>();

	/** Keys of rows that were changed while the chunk was read. */
	private final Set<List<@Nullable Object>> changed = new HashSet<>();

	private @Nullable TableChunk chunk;

	/**
	 * Hold a chunk that is being read.
	 * @param table the table
	 * @param outline what is known of it
	 * @param start where the stream was before the read began; what it brings from there
	 * on is newer than the rows that are left then
	 * @param reading gives the chunk
	 */
	PendingChunk(TableId table, TableOutline outline, Position start, CompletableFuture<TableChunk> reading) {
		this(table, outline, start, reading, false);
	}

	private PendingChunk(TableId table, TableOutline outline, Position start, CompletableFuture<TableChunk> reading,
			boolean results) {
		this.results = results;
		this.table = table;
		this.outline = outline;
		this.start = start;
		this.reading = reading;
	}

	/**
	 * Hold a chunk that is not to be delivered, but to be compared with what has been. It
	 * also keeps rows that were changed before the read, as far as that is certain.
	 * @param table the table
	 * @param outline what is known of it
	 * @param start where the stream was before the read began
	 * @param reading gives the chunk
	 * @return the chunk
	 */
	public static PendingChunk toCompare(TableId table, TableOutline outline, Position start,
			CompletableFuture<TableChunk> reading) {
		return new PendingChunk(table, outline, start, reading, true);
	}

	@Override
	public boolean isRead() {
		return this.reading.isDone();
	}

	@Override
	public @Nullable String arrive() {
		TableChunk read = this.reading.join();
		if (!read.low().reaches(this.start)) {
			return "The server whose tables are read is not yet at " + this.start;
		}
		if (this.changed.size() > MOST_CHANGES) {
			return "Too many rows of " + this.table + " were changed while it was read";
		}
		if (!read.rows().isEmpty() && !read.key().equals(this.outline.key())) {
			return "The key of " + this.table + " was changed";
		}
		this.chunk = read;
		for (Row row : read.rows()) {
			this.rows.put(key(row), row);
		}
		this.rows.keySet().removeAll(this.changed);
		this.changed.clear();
		return null;
	}

	/**
	 * The chunk as it was read.
	 * @return the chunk; not before it has arrived
	 */
	public TableChunk chunk() {
		return Objects.requireNonNull(this.chunk);
	}

	/**
	 * What is left of the rows now.
	 * @return the rows by their keys, which equal those of the same rows in other chunks
	 * of the table
	 */
	public Map<List<@Nullable Object>, Row> rows() {
		return new LinkedHashMap<>(this.rows);
	}

	@Override
	public void drop(Change change) {
		if (change.schema().id().equals(this.table) && !isResult(change)) {
			drop(change.before());
			drop(change.after());
		}
	}

	/** Transactions lie one behind the other, and none is around the low position. */
	private boolean isResult(Change change) {
		TableChunk read = this.chunk;
		if (!this.results || read == null || change.snapshot()) {
			return false;
		}
		Position begun = change.transaction().start();
		return read.low().reaches(begun) && !begun.reaches(read.low());
	}

	private void drop(@Nullable Row row) {
		if (row == null) {
			return;
		}
		if (this.chunk != null) {
			this.rows.remove(key(row));
		}
		else if (this.changed.size() <= MOST_CHANGES) {
			this.changed.add(key(row));
		}
	}

	@Override
	public int size() {
		return chunk().rows().size();
	}

	@Override
	public boolean isSettled() {
		return false;
	}

	@Override
	public boolean isDue(Position reached) {
		return reached.reaches(chunk().high());
	}

	/**
	 * What is left of the rows, as inserts.
	 * @param at names the rows' place, for their event ids
	 * @param firstRow the number of the chunk's first row in its table
	 * @param position the position after the chunk
	 */
	ChangeBatch toBatch(Position at, long firstRow, Position position, Instant now) {
		Transaction transaction = new Transaction(at, null, now, true);
		List<Change> changes = new ArrayList<>(this.rows.size());
		long number = firstRow;
		for (Row row : this.rows.values()) {
			changes.add(new Change(chunk().schema(), Operation.INSERT, null, row, transaction, number++,
					this.start.version()));
		}
		return new ChangeBatch(List.copyOf(changes), position, now, chunk().bytes());
	}

	/**
	 * The keys of all rows that were read, also of those that are left out.
	 * @return the keys
	 */
	public Set<List<@Nullable Object>> keys() {
		return chunk().rows().stream().map(this::key).collect(Collectors.toCollection(LinkedHashSet::new));
	}

	/**
	 * The row's key by today's key columns. A row of an older version of the table that
	 * lacks one of them matches nothing, which is right: its key says nothing about
	 * today's rows.
	 */
	private List<@Nullable Object> key(Row row) {
		Columns columns = row.columns();
		List<@Nullable Object> key = new ArrayList<>(this.outline.key().size());
		for (String name : this.outline.key()) {
			int index = columns.indexOf(name);
			Object value = (index < 0) ? null : row.get(index);
			key.add((value instanceof byte[] bytes) ? ByteBuffer.wrap(bytes) : value);
		}
		return key;
	}

}
