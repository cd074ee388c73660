package io.github.canalspring.message;

/**
 * What a message carries beside a row change, whatever its format, so that a reader of
 * ours can tell repetitions and versions.
 */
public final class MessageHeaders {

	/** The name of the stream that the change is of. */
	public static final String STREAM = "canal-stream";

	/** The change's place in that stream, as positions count. */
	public static final String VERSION = "canal-version";

	/** The change's number in its transaction. */
	public static final String ROW = "canal-row";

	/** The message's key, for brokers that have none. */
	public static final String KEY = "canal-key";

	private MessageHeaders() {
	}

}
