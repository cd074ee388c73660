package io.github.canalspring.source.canal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;

/**
 * How far a destination has been read: behind an entry, by the place of its event in the
 * binlog that the Canal server reads.
 *
 * @param file the binlog file
 * @param offset where the event starts
 * @param entry which of the entries at that place it is, from 1: a compressed transaction
 * is one event of many entries; 0 for none
 * @param server the id of the database server
 * @param ordinalOffset what to add to the number in the file's name to get an ordinal
 * that grows over failovers of the database
 */
record CanalPosition(String file, long offset, int entry, long server, long ordinalOffset) implements Position {

	/** Where the server's own cursor is: nothing was read yet. */
	static final CanalPosition CURSOR = new CanalPosition("", 0, 0, 0, 0);

	private static final int OFFSET_BITS = 34;

	private static final Pattern TEXT = Pattern.compile("canal=(\\S*?):(\\d+):(\\d+):(\\d+):(-?\\d+)");

	static CanalPosition parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw new SourceException("Not a position in a Canal destination: '" + text + "'",
					"It was kept by a sink that read from something else. Remove it to start where the Canal server's "
							+ "cursor is, or read from what was read before.");
		}
		return new CanalPosition(matcher.group(1), Long.parseLong(matcher.group(2)), Integer.parseInt(matcher.group(3)),
				Long.parseLong(matcher.group(4)), Long.parseLong(matcher.group(5)));
	}

	/** The number that a file's name ends with. */
	static long number(String file) {
		return file.isEmpty() ? 0 : Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
	}

	long ordinal() {
		return number(this.file) + this.ordinalOffset;
	}

	@Override
	public long version() {
		return this.file.isEmpty() ? 0 : ordinal() << OFFSET_BITS | this.offset;
	}

	@Override
	public boolean reaches(Position other) {
		return other instanceof CanalPosition wanted
				&& (version() > wanted.version() || version() == wanted.version() && this.entry >= wanted.entry);
	}

	@Override
	public String text() {
		return "canal=" + this.file + ":" + this.offset + ":" + this.entry + ":" + this.server + ":"
				+ this.ordinalOffset;
	}

	@Override
	public String toString() {
		return this.file.isEmpty() ? "the Canal server's cursor" : this.file + ":" + this.offset;
	}

}
