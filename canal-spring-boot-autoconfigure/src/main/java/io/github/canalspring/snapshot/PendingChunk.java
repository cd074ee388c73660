package io.github.canalspring.snapshot;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were read and wait for the stream to come to the place where they were read.
 * A row that the stream changes meanwhile is dropped: the stream has it, and in its right
 * place. That holds also for changes from before the read, of which the row is the
 * result.
 */
final class PendingChunk {

	private static final long BYTES_PER_VALUE = 48;

	private final TableChunk chunk;

	private final Map<List<@Nullable Object>, Row> rows = new LinkedHashMap<>();

	private final Instant readAt;

	private final long version;

	/**
	 * Hold a chunk.
	 * @param chunk the chunk
	 * @param reached where the stream was before the chunk was read; what it brings from
	 * there on is newer than the rows that are left then
	 * @param readAt when the chunk was read
	 */
	PendingChunk(TableChunk chunk, Position reached, Instant readAt) {
		this.chunk = chunk;
		this.version = reached.version();
		this.readAt = readAt;
		for (Row row : chunk.rows()) {
			this.rows.put(key(row), row);
		}
	}

	void drop(ChangeBatch batch) {
		for (Change change : batch.changes()) {
			if (change.schema().id().equals(this.chunk.schema().id())) {
				drop(change.before());
				drop(change.after());
			}
		}
	}

	private void drop(@Nullable Row row) {
		if (row != null) {
			this.rows.remove(key(row));
		}
	}

	boolean isDue(Position reached) {
		return reached.reaches(this.chunk.high());
	}

	/**
	 * What is left of the rows, as inserts.
	 * @param start names the rows' place, for their event ids
	 * @param firstRow the number of the chunk's first row in its table
	 * @param position the position after the chunk
	 */
	ChangeBatch toBatch(Position start, long firstRow, Position position) {
		Transaction transaction = new Transaction(start, null, this.readAt, true);
		List<Change> changes = new ArrayList<>(this.rows.size());
		long number = firstRow;
		for (Row row : this.rows.values()) {
			changes
				.add(new Change(this.chunk.schema(), Operation.INSERT, null, row, transaction, number++, this.version));
		}
		long bytes = BYTES_PER_VALUE * changes.size() * this.chunk.schema().columns().size();
		return new ChangeBatch(List.copyOf(changes), position, this.readAt, bytes);
	}

	/**
	 * The row's primary key by today's key columns. A row of an older version of the
	 * table that lacks one of them matches nothing, which is right: its key says nothing
	 * about today's rows.
	 */
	private List<@Nullable Object> key(Row row) {
		Columns columns = row.columns();
		List<@Nullable Object> key = new ArrayList<>();
		for (String name : this.chunk.schema().primaryKey()) {
			int index = columns.indexOf(name);
			Object value = (index < 0) ? null : row.get(index);
			key.add((value instanceof byte[] bytes) ? ByteBuffer.wrap(bytes) : value);
		}
		return key;
	}

}
