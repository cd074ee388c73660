package io.github.canalspring.source.mysql;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a rows event, one image after the other.
 */
final class RowsReader {

	private final EventBytes in;

	private final BinlogTable table;

	private final TableSchema schema;

	private int column;

	/**
	 * Begin to read.
	 * @param in the event after the table's number and flags; ends with the last row
	 * @param table the version of the table
	 * @param schema the version's columns
	 * @param update whether each row has an image before and one after
	 * @param compressed whether the rows are compressed
	 */
	RowsReader(EventBytes in, BinlogTable table, TableSchema schema, boolean update, boolean compressed) {
		this.in = in;
		this.table = table;
		this.schema = schema;
		int count = in.packedInt();
		if (count != table.decoders().length) {
			throw new IllegalStateException(
					"Rows of " + count + " columns in a table of " + table.decoders().length + " columns");
		}
		requireAll(count);
		if (update) {
			requireAll(count);
		}
		if (compressed) {
			Compression.inflate(in);
		}
	}

	private void requireAll(int count) {
		for (int index = 0; index < count; index++) {
			if ((this.in.bytes[this.in.position + (index >> 3)] >> (index & 7) & 1) == 0) {
				throw new SourceException(
						"The rows logged for table " + this.table.id() + " lack the column '"
								+ this.schema.header().name(index) + "'",
						"Run SET GLOBAL binlog_row_image=FULL, and let no session change it; then start again past this "
								+ "position");
			}
		}
		this.in.skip(count + 7 >> 3);
	}

	boolean hasNext() {
		return this.in.hasRemaining();
	}

	Row next() {
		ColumnDecoder[] decoders = this.table.decoders();
		@Nullable Object[] values = new @Nullable Object[decoders.length];
		EventBytes in = this.in;
		int nulls = in.position;
		in.position = nulls + (decoders.length + 7 >> 3);
		for (int index = 0; index < decoders.length; index++) {
			if ((in.bytes[nulls + (index >> 3)] >> (index & 7) & 1) == 0) {
				this.column = index;
				values[index] = decoders[index].decode(in);
			}
		}
		if (in.position > in.limit) {
			throw new IllegalStateException("A row goes beyond the end of its event");
		}
		return new Row(this.schema.header(), values);
	}

	/**
	 * The column that was read last.
	 * @return its name, for messages
	 */
	String column() {
		Columns columns = this.schema.header();
		return columns.name(this.column);
	}

}
