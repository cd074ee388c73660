package io.github.canalspring.source.mysql;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableSchema;

/**
 * Adds the rows of row events to the transaction, and hands it on in slices where it gets
 * large.
 */
final class RowEvents {

	private final TableMaps tables;

	private final BatchQueue queue;

	private final long sliceSize;

	private final RowScan scan = new RowScan();

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
	 * @param file the binlog file it is in
	 */
	void read(int type, EventBytes in, OpenTransaction transaction, long version, String file)
			throws InterruptedException {
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
		if (EventCode.hasExtra(type)) {
			in.skip(in.uint16() - 2);
		}
		Operation operation = EventCode.operation(type);
		RowsReader rows = new RowsReader(in, table, schema, operation == Operation.UPDATE,
				type >= EventCode.WRITE_ROWS_COMPRESSED_V1, this.scan);
		if (type == EventCode.PARTIAL_UPDATE_ROWS) {
			readPartial(rows, in, table, schema, transaction, version);
		}
		else {
			read(images(in, table, file, version), in.limit, operation, schema, transaction, version);
		}
	}

	private EventRows images(EventBytes in, BinlogTable table, String file, long version) {
		in.keep();
		try {
			this.scan.clear();
			while (in.hasRemaining()) {
				this.scan.next(in, table.sizes());
			}
			return new EventRows(table, in.bytes, in.limit, this.scan.starts(), file, BinlogPosition.offset(version));
		}
		catch (RuntimeException ex) {
			throw table.unreadable(this.scan.column(), "", ex);
		}
	}

	private void read(EventRows images, int length, Operation operation, TableSchema schema,
			OpenTransaction transaction, long version) throws InterruptedException {
		int step = (operation == Operation.UPDATE) ? 2 : 1;
		int changes = images.count() / step;
		if (changes * step != images.count()) {
			throw new IllegalStateException("The last row of an update lacks an image");
		}
		for (int index = 0; index < changes; index++) {
			Row first = new Row(schema.header(), images, index * step);
			Row last = (step == 1) ? first : new Row(schema.header(), images, index * step + 1);
			add(transaction, schema, operation, first, last, version, length / changes);
		}
	}

	/** Documents are put together at once, as each takes the one before. */
	private void readPartial(RowsReader rows, EventBytes in, BinlogTable table, TableSchema schema,
			OpenTransaction transaction, long version) throws InterruptedException {
		try {
			while (rows.hasNext()) {
				int start = in.position;
				Row before = rows.next();
				Row after = rows.next(before);
				add(transaction, schema, Operation.UPDATE, before, after, version, in.position - start);
			}
		}
		catch (SourceException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw table.unreadable(rows.column(), "", ex);
		}
	}

	private void add(OpenTransaction transaction, TableSchema schema, Operation operation, Row before, Row after,
			long version, int size) throws InterruptedException {
		if (transaction.isLeftOut()) {
			return;
		}
		transaction.add(schema, operation, before, after, version, size);
		if (transaction.bytes() >= this.sliceSize) {
			if (transaction.isXa()) {
				transaction.leaveOut();
			}
			else {
				this.queue.put(transaction.slice());
			}
		}
	}

}
