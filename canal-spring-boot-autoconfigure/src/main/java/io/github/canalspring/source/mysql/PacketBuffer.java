package io.github.canalspring.source.mysql;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * What has arrived on a connection and was not taken yet. What fits is looked at in
 * place.
 */
final class PacketBuffer {

	/** As much as Java takes from a socket at once. */
	static final int SIZE = 128 << 10;

	private final InputStream in;

	/** Holds what has arrived from the position to the limit. */
	final byte[] bytes = new byte[SIZE];

	int position;

	private int limit;

	PacketBuffer(InputStream in) {
		this.in = in;
	}

	boolean has(int count) {
		return this.limit - this.position >= count;
	}

	/**
	 * Wait until so much is there; the position may be another one then.
	 * @param count how many bytes, at most {@link #SIZE}
	 * @throws EOFException if the connection ends before
	 */
	void await(int count) throws IOException {
		this.limit -= this.position;
		System.arraycopy(this.bytes, this.position, this.bytes, 0, this.limit);
		this.position = 0;
		while (this.limit < count) {
			this.limit += read(this.bytes, this.limit, SIZE - this.limit);
		}
	}

	/**
	 * Take so much out, waiting for it.
	 */
	void take(byte[] into, int offset, int count) throws IOException {
		int done = Math.min(count, this.limit - this.position);
		System.arraycopy(this.bytes, this.position, into, offset, done);
		this.position += done;
		while (done < count) {
			done += read(into, offset + done, count - done);
		}
	}

	private int read(byte[] into, int offset, int length) throws IOException {
		int count = this.in.read(into, offset, length);
		if (count < 0) {
			throw new EOFException("The server ended the stream");
		}
		return count;
	}

}
