package io.github.canalspring.source.mysql;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * A place in a server's binlog.
 *
 * @param file the binlog file; empty where only the GTID set is known
 * @param offset where in the file, in bytes; not cut at 4 GiB as in the event headers
 * @param gtids the transactions executed before; {@code null} where they are not known
 * @param skip which rows of the transaction at the offset are done: those before this
 * place in the transaction, 0 for none
 * @param server what the server is known by; empty where that is not known
 * @param ordinalOffset what to add to the number in the file's name to get an ordinal
 * that grows over failovers
 * @param begun when the file was begun, in seconds of the epoch, which tells it from
 * another one of the same name; 0 where that is not known
 * @param prepared the XA transactions that are prepared here and not decided
 * @param tables the tables as they are there, as far as the binlog needs them to be read
 */
record BinlogPosition(String file, long offset, @Nullable GtidSet gtids, long skip, String server, long ordinalOffset,
		long begun, PreparedTransactions prepared, TableHistory tables) implements Position {

	/** The offset of the first event of a file. */
	static final long FIRST = 4;

	private static final int OFFSET_BITS = 34;

	private static final String GTIDS = "gtids";

	private static final String TABLES = "tables";

	/** MariaDB's, which is told apart even when it is empty. */
	private static final String GTID_POSITION = "gtid-position";

	private static final Pattern FILE_AND_OFFSET = Pattern.compile("([^:;=,\\s]+\\.\\d+):(\\d+)");

	static BinlogPosition of(String file, long offset) {
		return new BinlogPosition(file, offset, null, 0, "", 0, 0, PreparedTransactions.NONE, TableHistory.NONE);
	}

	static BinlogPosition of(GtidSet gtids) {
		return new BinlogPosition("", 0, gtids, 0, "", 0, 0, PreparedTransactions.NONE, TableHistory.NONE);
	}

	BinlogPosition at(String file, long offset, @Nullable GtidSet gtids) {
		return at(file, offset, gtids, 0);
	}

	BinlogPosition at(String file, long offset, @Nullable GtidSet gtids, long begun) {
		return new BinlogPosition(file, offset, gtids, 0, this.server, this.ordinalOffset, begun, this.prepared,
				this.tables);
	}

	BinlogPosition withSkip(long skip) {
		return new BinlogPosition(this.file, this.offset, this.gtids, skip, this.server, this.ordinalOffset, this.begun,
				this.prepared, this.tables);
	}

	BinlogPosition withServer(String server) {
		return new BinlogPosition(this.file, this.offset, this.gtids, this.skip, server, this.ordinalOffset, this.begun,
				this.prepared, this.tables);
	}

	BinlogPosition withGtids(@Nullable GtidSet gtids) {
		return new BinlogPosition(this.file, this.offset, gtids, this.skip, this.server, this.ordinalOffset, this.begun,
				this.prepared, this.tables);
	}

	BinlogPosition withBegun(long begun) {
		return new BinlogPosition(this.file, this.offset, this.gtids, this.skip, this.server, this.ordinalOffset, begun,
				this.prepared, this.tables);
	}

	BinlogPosition withPrepared(PreparedTransactions prepared) {
		return new BinlogPosition(this.file, this.offset, this.gtids, this.skip, this.server, this.ordinalOffset,
				this.begun, prepared, this.tables);
	}

	BinlogPosition withTables(TableHistory tables) {
		return (tables == this.tables) ? this : new BinlogPosition(this.file, this.offset, this.gtids, this.skip,
				this.server, this.ordinalOffset, this.begun, this.prepared, tables);
	}

	/**
	 * This position with an offset of the ordinals that makes the versions in a file, and
	 * in those after it, larger than another position's.
	 * @param previous the other position
	 * @param file the first file that will be read
	 */
	BinlogPosition above(BinlogPosition previous, String file) {
		long offset = previous.ordinalOffset;
		if (!previous.file.isEmpty()) {
			offset = Math.max(offset, number(previous.file) + previous.ordinalOffset + 1 - number(file));
		}
		return new BinlogPosition(this.file, this.offset, this.gtids, this.skip, this.server, offset, this.begun,
				this.prepared, this.tables);
	}

	/**
	 * The number that a file's name ends with.
	 */
	static long number(String file) {
		return Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
	}

	/**
	 * Whether there are GTIDs by which another server can tell what is missing.
	 */
	boolean hasGtids() {
		return this.gtids != null && !this.gtids.toString().isEmpty();
	}

	/**
	 * Compares places where both are of one server, else GTIDs: versions grow along a
	 * stream, but those of two servers have nothing to do with each other.
	 */
	@Override
	public boolean reaches(Position other) {
		if (!(other instanceof BinlogPosition wanted)) {
			return Position.super.reaches(other);
		}
		boolean oneServer = this.server.equals(wanted.server) || this.server.isEmpty() || wanted.server.isEmpty();
		if (oneServer && !this.file.isEmpty() && !wanted.file.isEmpty()) {
			long ahead = number(this.file) - number(wanted.file);
			return ahead > 0 || ahead == 0 && this.offset >= wanted.offset;
		}
		return this.gtids != null && wanted.gtids != null && wanted.hasGtids() && this.gtids.contains(wanted.gtids);
	}

	/**
	 * The version of everything in a file, to which offsets are added.
	 * @param file the file
	 * @return the version of its start
	 */
	long base(String file) {
		if (file.isEmpty()) {
			return 0;
		}
		return number(file) + this.ordinalOffset << OFFSET_BITS;
	}

	/**
	 * The offset in the file, of a version.
	 */
	static long offset(long version) {
		return version & (1L << OFFSET_BITS) - 1;
	}

	@Override
	public @Nullable Instant neededSince() {
		return this.prepared.oldest();
	}

	@Override
	public long version() {
		return base(this.file) | this.offset;
	}

	@Override
	public String text() {
		StringBuilder text = new StringBuilder();
		if (!this.file.isEmpty()) {
			text.append(this.file).append(':').append(this.offset).append(';');
		}
		append(text, "skip", (this.skip != 0) ? Long.toString(this.skip) : "");
		append(text, "server", this.server);
		append(text, "ordinal-offset", (this.ordinalOffset != 0) ? Long.toString(this.ordinalOffset) : "");
		append(text, "begun", (this.begun != 0) ? Long.toString(this.begun) : "");
		append(text, "xa", this.prepared.text());
		append(text, TABLES, (this.tables != TableHistory.NONE) ? this.tables.text() : "");
		if (this.gtids != null) {
			text.append((this.gtids instanceof MariadbGtidSet) ? GTID_POSITION : GTIDS).append('=').append(this.gtids);
		}
		return text.toString();
	}

	private static void append(StringBuilder text, String name, String value) {
		if (!value.isEmpty()) {
			text.append(name).append('=').append(value).append(';');
		}
	}

	/**
	 * Read what {@link #text()} wrote, or {@code file:offset}, or a GTID set.
	 * @param text the text
	 * @return the position
	 * @throws IllegalArgumentException if it is none of them
	 */
	static BinlogPosition parse(String text) {
		String first = text.strip().split(";", 2)[0];
		Matcher matcher = FILE_AND_OFFSET.matcher(first);
		boolean named = matcher.matches();
		if (!named && !text.contains("=")) {
			return of(GtidSet.parse(text));
		}
		Map<String, String> fields = fields(named ? text.strip().substring(first.length()) : text.strip());
		return new BinlogPosition(named ? matcher.group(1) : "", named ? Long.parseLong(matcher.group(2)) : 0,
				gtids(fields), Long.parseLong(fields.getOrDefault("skip", "0")), fields.getOrDefault("server", ""),
				Long.parseLong(fields.getOrDefault("ordinal-offset", "0")),
				Long.parseLong(fields.getOrDefault("begun", "0")),
				PreparedTransactions.parse(fields.getOrDefault("xa", "")), tables(fields.get(TABLES)));
	}

	private static TableHistory tables(@Nullable String text) {
		return (text != null) ? TableHistory.parse(text) : TableHistory.NONE;
	}

	private static @Nullable GtidSet gtids(Map<String, String> fields) {
		String mysql = fields.get(GTIDS);
		String mariadb = fields.get(GTID_POSITION);
		return (mysql != null) ? MysqlGtidSet.parse(mysql) : (mariadb != null) ? MariadbGtidSet.parse(mariadb) : null;
	}

	private static Map<String, String> fields(String text) {
		Map<String, String> fields = new LinkedHashMap<>();
		for (String field : text.split(";")) {
			int equals = field.indexOf('=');
			if (equals > 0) {
				fields.put(field.substring(0, equals), field.substring(equals + 1));
			}
			else if (!field.isEmpty()) {
				throw new IllegalArgumentException("Not a binlog position: " + text);
			}
		}
		return fields;
	}

	/**
	 * For people: {@code file:offset}, or the GTID set where that is all there is.
	 */
	@Override
	public String toString() {
		return this.file.isEmpty() ? "GTID set '" + this.gtids + "'" : this.file + ":" + this.offset;
	}

}
