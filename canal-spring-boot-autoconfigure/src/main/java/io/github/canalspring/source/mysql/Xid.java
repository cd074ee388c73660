package io.github.canalspring.source.mysql;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.SourceException;

/**
 * The id of an XA transaction, by which its commit refers to what was prepared.
 *
 * @param text both parts in hexadecimal digits and the format, separated by points
 */
record Xid(String text) {

	/** As servers write it into their binlog, however the client wrote it. */
	private static final Pattern STATEMENT = Pattern.compile(
			"\\s*XA\\s+\\w+\\s+X'([0-9a-f]*)'(?:\\s*,\\s*X'([0-9a-f]*)')?(?:\\s*,\\s*(\\d+))?.*",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	/** Of the flags of MariaDB's GTID event: another number stands before the id. */
	private static final int GROUP_COMMIT = 2;

	private static Xid of(EventBytes in, long format, int global, int branch) {
		HexFormat hex = HexFormat.of();
		return new Xid(hex.formatHex(in.array(global)) + "." + hex.formatHex(in.array(branch)) + "." + format);
	}

	/**
	 * Read the id of the event that ends what is prepared.
	 * @param in the event's body after its first byte
	 */
	static Xid prepared(EventBytes in) {
		long format = in.uint32();
		return of(in, format, in.int32(), in.int32());
	}

	/**
	 * Read the id of the event that begins a prepared transaction in MariaDB.
	 * @param in the event's body after the flags
	 * @param flags the flags
	 */
	static Xid begun(EventBytes in, int flags) {
		in.skip(((flags & GROUP_COMMIT) != 0) ? 8 : 0);
		long format = in.uint32();
		return of(in, format, in.uint8(), in.uint8());
	}

	/**
	 * Read the id of a statement.
	 * @param sql such as {@code XA COMMIT X'61',X'',1}
	 */
	static Xid statement(String sql) {
		Matcher matcher = STATEMENT.matcher(sql);
		if (!matcher.matches()) {
			throw new SourceException("The XA transaction of a logged statement cannot be told",
					"Report this with the server's version");
		}
		String branch = (matcher.group(2) != null) ? matcher.group(2) : "";
		String format = (matcher.group(3) != null) ? matcher.group(3) : "1";
		return new Xid(
				matcher.group(1).toLowerCase(Locale.ROOT) + "." + branch.toLowerCase(Locale.ROOT) + "." + format);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
