package io.github.canalspring.message;

import org.jspecify.annotations.Nullable;

/**
 * Where in a database's binlog a change is, as a message tells it.
 *
 * @param file the binlog file
 * @param offset the place in the file
 * @param row the number of the row among those that were logged at that place
 */
public record SourcePlace(String file, long offset, long row) {

	private static final int OFFSET_BITS = 34;

	/**
	 * A number that only grows along a server's binlog, as positions in it have.
	 * @return the version
	 */
	public long version() {
		return Long.parseLong(this.file.substring(this.file.lastIndexOf('.') + 1)) << OFFSET_BITS | this.offset;
	}

	/**
	 * Make a place of what a message has.
	 * @param file the file, with a number at its end; empty if the message has none
	 * @param offset the place in the file
	 * @param row the row's number
	 * @return the place; {@code null} if it tells none
	 */
	static @Nullable SourcePlace of(String file, long offset, long row) {
		int point = file.lastIndexOf('.');
		boolean numbered = point > 0 && point + 1 < file.length() && file.length() - point < 12
				&& file.chars().skip(point + 1L).allMatch((digit) -> digit >= '0' && digit <= '9');
		return (numbered && offset >= 0) ? new SourcePlace(file, offset, row) : null;
	}

	/**
	 * Make a place of a text such as {@code binlog.000012:345}.
	 * @param text the text
	 * @param row the row's number
	 * @return the place; {@code null} if the text is none
	 */
	static @Nullable SourcePlace parse(String text, long row) {
		int colon = text.lastIndexOf(':');
		if (colon < 0 || text.length() - colon > 19
				|| !text.chars().skip(colon + 1L).allMatch((digit) -> digit >= '0' && digit <= '9')
				|| colon + 1 == text.length()) {
			return null;
		}
		return of(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)), row);
	}

}
