package io.github.canalspring.source.mysql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.github.luben.zstd.ZstdInputStream;

/**
 * What servers compress: MySQL whole transactions, MariaDB single events.
 */
final class Compression {

	private static final int PAYLOAD_END = 0;

	private static final int ALGORITHM = 2;

	private static final int ZSTD = 0;

	private static final int NONE = 255;

	private Compression() {
	}

	/**
	 * The events of a compressed transaction.
	 * @param in the body of the event that they are in
	 */
	static InputStream transaction(EventBytes in) throws IOException {
		int algorithm = NONE;
		for (int field = in.packedInt(); field != PAYLOAD_END; field = in.packedInt()) {
			int length = in.packedInt();
			int end = in.position + length;
			if (field == ALGORITHM) {
				algorithm = in.packedInt();
			}
			in.position = end;
		}
		InputStream payload = new ByteArrayInputStream(in.bytes, in.position, in.remaining());
		return switch (algorithm) {
			case ZSTD -> new ZstdInputStream(payload);
			case NONE -> payload;
			default -> throw new IOException("Transactions compressed with algorithm " + algorithm);
		};
	}

	/**
	 * Replace the rest of an event of MariaDB by what it was before it was compressed.
	 */
	static void inflate(EventBytes in) {
		int header = in.uint8();
		if ((header & 0xF0) != 0x80) {
			throw new IllegalStateException("Unknown compression: " + header);
		}
		byte[] plain = new byte[Math.toIntExact(in.bigEndian(header & 7))];
		Inflater inflater = new Inflater();
		try {
			inflater.setInput(in.bytes, in.position, in.remaining());
			for (int done = 0; done < plain.length;) {
				int count = inflater.inflate(plain, done, plain.length - done);
				if (count == 0) {
					throw new IllegalStateException("A compressed event ends too soon");
				}
				done += count;
			}
		}
		catch (DataFormatException ex) {
			throw new IllegalStateException("A compressed event cannot be read", ex);
		}
		finally {
			inflater.end();
		}
		in.wrap(plain, 0, plain.length);
	}

}
