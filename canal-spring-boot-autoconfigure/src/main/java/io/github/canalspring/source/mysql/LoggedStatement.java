package io.github.canalspring.source.mysql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An event that holds SQL.
 */
final class LoggedStatement {

	/** Enough to see what a statement is; only inserted values are longer. */
	private static final int HEAD = 64 << 10;

	/** Of an event: what stands before the length of the database's name, and after. */
	private static final int DATABASE_LENGTH = 8;

	private static final int STATUS_LENGTH = 11;

	private static final byte[] BEGIN = "BEGIN".getBytes(StandardCharsets.US_ASCII);

	private final EventBytes in;

	/** Holds the status variables. */
	private final byte[] bytes;

	private final int status;

	private final int statusLength;

	private final String database;

	private final int errorCode;

	/**
	 * Read an event.
	 * @param in the event's body
	 * @param compressed whether the SQL is compressed
	 */
	LoggedStatement(EventBytes in, boolean compressed) {
		in.skip(DATABASE_LENGTH);
		int databaseLength = in.uint8();
		this.errorCode = in.uint16();
		this.statusLength = in.uint16();
		this.bytes = in.bytes;
		this.status = in.position;
		in.skip(this.statusLength);
		this.database = in.utf8(databaseLength);
		in.skip(1);
		if (compressed) {
			Compression.inflate(in);
		}
		this.in = in;
	}

	/**
	 * Whether an event is the one statement that comes with every transaction.
	 * @param in the event's body, which is left as it is
	 */
	static boolean isBegin(EventBytes in) {
		int database = Octets.uint8(in.bytes, in.position + DATABASE_LENGTH);
		int status = Octets.uint16(in.bytes, in.position + STATUS_LENGTH);
		int start = in.position + STATUS_LENGTH + 2 + status + database + 1;
		return Arrays.equals(in.bytes, Math.min(start, in.limit), in.limit, BEGIN, 0, BEGIN.length);
	}

	String database() {
		return this.database;
	}

	StatementVariables variables() {
		return StatementVariables.read(new EventBytes().wrap(this.bytes, this.status, this.status + this.statusLength));
	}

	/** Whether it ended with an error, and did something all the same. */
	boolean hasFailed() {
		return this.errorCode != 0;
	}

	boolean isShort() {
		return this.in.remaining() <= HEAD;
	}

	/** The beginning of the statement. */
	String head() {
		return new String(this.in.bytes, this.in.position, Math.min(this.in.remaining(), HEAD), StandardCharsets.UTF_8);
	}

	/** The whole statement. */
	String text(Charset charset) {
		return new String(this.in.bytes, this.in.position, this.in.remaining(), charset);
	}

}
