package io.github.canalspring.source.mysql;

import java.util.Arrays;

import io.github.canalspring.event.EncodedRows;
import org.jspecify.annotations.Nullable;

/**
 * The row images of one rows event, in their order.
 */
final class EventRows implements EncodedRows {

	private final BinlogTable table;

	private final byte[] bytes;

	private final int limit;

	private final int[] starts;

	private final String file;

	private final long offset;

	/**
	 * Create the rows of an event.
	 * @param table the version of the table
	 * @param bytes holds the images; nobody writes into it any more
	 * @param limit where they end
	 * @param starts for each value of each image where it starts
	 * @param file the binlog file of the event, for messages
	 * @param offset where the event ends in it
	 */
	EventRows(BinlogTable table, byte[] bytes, int limit, int[] starts, String file, long offset) {
		this.table = table;
		this.bytes = bytes;
		this.limit = limit;
		this.starts = starts;
		this.file = file;
		this.offset = offset;
	}

	@Override
	public @Nullable Object value(int row, int column) {
		ColumnDecoder[] decoders = this.table.decoders();
		int start = this.starts[row * decoders.length + column];
		if (start == RowScan.NULL) {
			return null;
		}
		try {
			return decoders[column].decode(this.bytes, start);
		}
		catch (RuntimeException ex) {
			throw this.table.unreadable(column, " (at " + this.file + ":" + this.offset + ")", ex);
		}
	}

	@Override
	public boolean same(int row, int other, int column) {
		int[] sizes = this.table.sizes();
		int one = this.starts[row * sizes.length + column];
		int two = this.starts[other * sizes.length + column];
		if (one == RowScan.NULL || two == RowScan.NULL) {
			return one == two;
		}
		return Arrays.equals(this.bytes, one, RowScan.end(this.bytes, one, this.limit, sizes[column]), this.bytes, two,
				RowScan.end(this.bytes, two, this.limit, sizes[column]));
	}

	/** How many images there are. */
	int count() {
		return this.starts.length / this.table.sizes().length;
	}

}
