package io.github.canalspring.source.mysql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * An event that holds SQL.
 */
final class LoggedStatement {

	/** Enough to see what a statement is; only inserted values are longer. */
	private static final int HEAD = 64 << 10;

	private final EventBytes in;

	private final StatementVariables variables;

	private final String database;

	private final int errorCode;

	/**
	 * Read an event.
	 * @param in the event's body
	 * @param compressed whether the SQL is compressed
	 */
	LoggedStatement(EventBytes in, boolean compressed) {
		in.skip(8);
		int databaseLength = in.uint8();
		this.errorCode = in.uint16();
		int statusLength = in.uint16();
		this.variables = StatementVariables
			.read(new EventBytes().wrap(in.bytes, in.position, in.position + statusLength));
		in.skip(statusLength);
		this.database = in.utf8(databaseLength);
		in.skip(1);
		if (compressed) {
			Compression.inflate(in);
		}
		this.in = in;
	}

	/** The one statement that comes with every transaction. */
	boolean isBegin() {
		byte[] bytes = this.in.bytes;
		int start = this.in.position;
		return this.in.remaining() == 5 && bytes[start] == 'B' && bytes[start + 1] == 'E' && bytes[start + 2] == 'G'
				&& bytes[start + 3] == 'I' && bytes[start + 4] == 'N';
	}

	String database() {
		return this.database;
	}

	StatementVariables variables() {
		return this.variables;
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
