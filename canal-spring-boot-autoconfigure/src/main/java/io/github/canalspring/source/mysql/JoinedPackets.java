package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.io.InputStream;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;

/**
 * Joins the packets of an event above 16 MiB while it is read. The client would put them
 * together beforehand, with a copy of all that came before for each further packet.
 */
final class JoinedPackets extends ByteArrayInputStream {

	private static final int FULL = 0xFFFFFF;

	private static final int LENGTH_BYTES = 3;

	/** Whether the packet at hand is full, so that another one follows. */
	private boolean full;

	/** What is left of a full packet, or of one behind a full one. */
	private int left;

	JoinedPackets(InputStream in) {
		super(in);
	}

	/**
	 * Only the client calls it, for a packet's length: this hides from it that a packet
	 * is full.
	 */
	@Override
	public int readInteger(int bytes) throws IOException {
		if (this.full && this.left == 0) {
			nextPacket();
		}
		int length = super.readInteger(bytes);
		if (bytes != LENGTH_BYTES || length < FULL) {
			return length;
		}
		this.full = true;
		// The client reads the first byte itself, which tells an event from an error.
		this.left = FULL - 1;
		return FULL - 1;
	}

	@Override
	public void fill(byte[] bytes, int offset, int length) throws IOException {
		int done = 0;
		while (done < length) {
			if (this.full && this.left == 0) {
				nextPacket();
			}
			int count = (this.full || this.left > 0) ? Math.min(length - done, this.left) : length - done;
			super.fill(bytes, offset + done, count);
			this.left = Math.max(0, this.left - count);
			done += count;
		}
	}

	private void nextPacket() throws IOException {
		this.left = super.readInteger(LENGTH_BYTES);
		skip(1);
		this.full = this.left == FULL;
	}

}
