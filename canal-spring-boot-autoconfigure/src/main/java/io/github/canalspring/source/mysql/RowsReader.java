package io.github.canalspring.source.mysql;

import java.util.BitSet;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the rows of a rows event, one image after the other.
 */
final class RowsReader {

	private static final int PARTIAL_JSON = 1;

	private final EventBytes in;

	private final BinlogTable table;

	private final TableSchema schema;

	private final RowScan scan;

	private int column;

	/**
	 * Begin to read.
	 * @param in the event after the table's number and flags; ends with the last row
	 * @param table the version of the table
	 * @param schema the version's columns
	 * @param update whether each row has an image before and one after
	 * @param compressed whether the rows are compressed
	 * @param scan finds the values
	 */
	RowsReader(EventBytes in, BinlogTable table, TableSchema schema, boolean update, boolean compressed, RowScan scan) {
		this.in = in;
		this.table = table;
		this.schema = schema;
		this.scan = scan;
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
		return next(this.table.decoders());
	}

	private Row next(ColumnDecoder[] decoders) {
		this.scan.clear();
		this.scan.next(this.in, this.table.sizes());
		int[] starts = this.scan.starts();
		@Nullable Object[] values = new @Nullable Object[decoders.length];
		for (int index = 0; index < decoders.length; index++) {
			if (starts[index] != RowScan.NULL) {
				this.column = index;
				values[index] = decoders[index].decode(this.in.bytes, starts[index]);
			}
		}
		return new Row(this.schema.header(), values);
	}

	/**
	 * Read the image after an update of which documents may be logged by their
	 * differences.
	 * @param before the image before
	 */
	Row next(Row before) {
		EventBytes in = this.in;
		boolean partial = (in.packed() & PARTIAL_JSON) != 0;
		// A bit for each JSON column of the table, whether it changed or not.
		int[] documents = IntStream.range(0, this.table.decoders().length)
			.filter((index) -> this.schema.columns().get(index).type() == ColumnType.JSON)
			.toArray();
		BitSet differences = new BitSet();
		for (int number = 0; partial && number < documents.length; number++) {
			differences.set(documents[number], (in.bytes[in.position + (number >> 3)] >> (number & 7) & 1) != 0);
		}
		in.skip(partial ? documents.length + 7 >> 3 : 0);
		ColumnDecoder[] decoders = this.table.decoders().clone();
		for (int index : differences.stream().toArray()) {
			decoders[index] = (bytes, start) -> JsonDifferences.apply(new EventBytes().wrap(bytes, start, in.limit),
					document(before, index));
		}
		return next(decoders);
	}

	private JsonNode document(Row before, int index) {
		if (before.get(index) instanceof JsonNode document) {
			return document;
		}
		throw new SourceException(
				"An update of column '" + this.schema.header().name(this.column) + "' of table " + this.table.id()
						+ " was logged by its differences to a document that is not in the binlog",
				"Run SET GLOBAL binlog_row_image=FULL, or SET GLOBAL binlog_row_value_options='', and let no session "
						+ "change it; then start again past this position");
	}

	/**
	 * The column that was read last.
	 * @return its index, for messages
	 */
	int column() {
		return this.column;
	}

}
