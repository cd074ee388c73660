package io.github.canalspring.source.mysql;

import java.util.Arrays;

/**
 * Finds where the values in rows start, without decoding them. For one thread.
 */
final class RowScan {

	/** Where a value would start that is {@code NULL}. */
	static final int NULL = -1;

	private int[] starts = new int[1024];

	private int values;

	private int column;

	/**
	 * Forget what was found.
	 */
	void clear() {
		this.values = 0;
	}

	/**
	 * Go through one row image.
	 * @param in the image; left at its end
	 * @param sizes for each column how long its values are
	 */
	void next(EventBytes in, int[] sizes) {
		if (this.starts.length < this.values + sizes.length) {
			this.starts = Arrays.copyOf(this.starts, Math.max(this.values + sizes.length, 2 * this.starts.length));
		}
		in.position = row(in.bytes, in.position, in.limit, sizes);
		if (in.position > in.limit) {
			throw new IllegalStateException("A row goes beyond the end of its event");
		}
	}

	private int row(byte[] bytes, int start, int limit, int[] sizes) {
		int position = start + (sizes.length + 7 >> 3);
		for (int index = 0; index < sizes.length; index++) {
			if ((bytes[start + (index >> 3)] >> (index & 7) & 1) != 0) {
				this.starts[this.values++] = NULL;
			}
			else {
				int size = sizes[index];
				this.column = index;
				this.starts[this.values++] = position;
				position = (size >= 0) ? position + size : end(bytes, position, limit, size);
			}
		}
		return position;
	}

	/**
	 * Where a value ends.
	 * @param bytes holds the value
	 * @param start where it starts
	 * @param limit where the event ends
	 * @param size how long it is, as {@link WireColumn#size()} tells
	 */
	static int end(byte[] bytes, int start, int limit, int size) {
		if (size >= 0) {
			return start + size;
		}
		int length = Octets.length(bytes, start, -size);
		int left = limit - start + size;
		if (length < 0 || length > left) {
			throw new IllegalStateException("A value of " + length + " bytes where only " + left + " are left");
		}
		return start - size + length;
	}

	/**
	 * What was found.
	 * @return for each value of each image where it starts, or {@link #NULL}
	 */
	int[] starts() {
		return Arrays.copyOf(this.starts, this.values);
	}

	/**
	 * The column that was looked at last.
	 * @return its index, for messages
	 */
	int column() {
		return this.column;
	}

}
