package io.github.canalspring.source.mysql;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Adds the rows of row events to the transaction, and hands it on in slices where it gets
 * large.
 */
final class RowEvents {

	private final TableMaps tables;

	private final BatchQueue queue;

	private final long sliceSize;

	RowEvents(TableMaps tables, BatchQueue queue, long sliceSize) {
		this.tables = tables;
		this.queue = queue;
		this.sliceSize = sliceSize;
	}

	/**
	 * Read an event.
	 * @param type the event's type
	 * @param in the event's body
	 * @param transaction the transaction it is in
	 * @param version the version of its changes
	 */
	void read(int type, EventBytes in, OpenTransaction transaction, long version) throws InterruptedException {
		transaction.nextEvent();
		long number = in.uint48();
		in.skip(2);
		BinlogTable table = this.tables.get(number);
		if (table == null) {
			// Numbers without a map only end a statement.
			if (in.remaining() > 4) {
				throw new SourceException("Rows of a table that was not named before",
						"Start again at the beginning of the transaction");
			}
			return;
		}
		TableSchema schema = table.schema();
		if (schema == null || transaction.isLeftOut()) {
			return;
		}
		if (hasExtra(type)) {
			in.skip(in.uint16() - 2);
		}
		RowsReader rows = new RowsReader(in, table, schema, operation(type) == Operation.UPDATE,
				type >= EventCode.WRITE_ROWS_COMPRESSED_V1);
		try {
			read(rows, in, type, transaction, schema, version);
		}
		catch (SourceException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new SourceException(
					"A row of table " + table.id() + " cannot be read, at column '" + rows.column() + "'",
					"Report this with the server's version and the table's definition", ex);
		}
	}

	private void read(RowsReader rows, EventBytes in, int type, OpenTransaction transaction, TableSchema schema,
			long version) throws InterruptedException {
		Operation operation = operation(type);
		while (rows.hasNext()) {
			int start = in.position;
			Row row = rows.next();
			Row before = (operation != Operation.INSERT) ? row : null;
			Row after = switch (operation) {
				case INSERT -> row;
				case UPDATE -> (type == EventCode.PARTIAL_UPDATE_ROWS) ? rows.next(row) : rows.next();
				case DELETE -> null;
			};
			transaction.add(schema, operation, before, after, version, in.position - start);
			if (transaction.bytes() >= this.sliceSize) {
				if (transaction.isXa()) {
					transaction.leaveOut();
					return;
				}
				this.queue.put(transaction.slice());
			}
		}
	}

	/**
	 * Fail if a transaction has changed wanted rows.
	 * @param transaction the transaction
	 * @param kind what kind of transaction it is
	 * @param remedy what to do about it
	 */
	void requireNone(@Nullable OpenTransaction transaction, String kind, String remedy) {
		if (transaction != null && (transaction.hasChanges() || transaction.isSliced())) {
			throw new SourceException("Rows were changed by " + kind + ", which cannot be read", remedy);
		}
	}

	private static boolean hasExtra(int type) {
		return switch (type) {
			case EventCode.WRITE_ROWS, EventCode.UPDATE_ROWS, EventCode.DELETE_ROWS, EventCode.PARTIAL_UPDATE_ROWS,
					EventCode.WRITE_ROWS_COMPRESSED, EventCode.UPDATE_ROWS_COMPRESSED,
					EventCode.DELETE_ROWS_COMPRESSED ->
				true;
			default -> false;
		};
	}

	private static Operation operation(int type) {
		return switch (type) {
			case EventCode.WRITE_ROWS, EventCode.WRITE_ROWS_V1, EventCode.WRITE_ROWS_COMPRESSED,
					EventCode.WRITE_ROWS_COMPRESSED_V1 ->
				Operation.INSERT;
			case EventCode.UPDATE_ROWS, EventCode.UPDATE_ROWS_V1, EventCode.PARTIAL_UPDATE_ROWS,
					EventCode.UPDATE_ROWS_COMPRESSED, EventCode.UPDATE_ROWS_COMPRESSED_V1 ->
				Operation.UPDATE;
			default -> Operation.DELETE;
		};
	}

}
