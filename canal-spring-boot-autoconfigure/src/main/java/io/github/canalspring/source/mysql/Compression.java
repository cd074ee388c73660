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

	/** Of MariaDB's header: the method, and that the data have no header of zlib's. */
	private static final int METHOD = 0xF0;

	private static final int ZLIB = 0x80;

	private static final int BARE = 8;

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
		byte[] plain = inflate(in, in.uint8(), in.limit);
		in.wrap(plain, 0, plain.length);
	}

	/**
	 * The value of a column that MariaDB keeps compressed.
	 * @param in the value
	 * @param length its length
	 */
	static byte[] column(EventBytes in, int length) {
		in.check(length);
		if (length == 0) {
			return new byte[0];
		}
		int end = in.position + length;
		int header = in.uint8();
		if (header == 0) {
			return in.array(length - 1);
		}
		byte[] plain = inflate(in, header, end);
		in.position = end;
		return plain;
	}

	private static byte[] inflate(EventBytes in, int header, int end) {
		if ((header & METHOD) != ZLIB) {
			throw new IllegalStateException("Unknown compression: " + header);
		}
		byte[] plain = new byte[Math.toIntExact(in.bigEndian(header & 7))];
		Inflater inflater = new Inflater((header & BARE) != 0);
		try {
			inflater.setInput(in.bytes, in.position, end - in.position);
			for (int done = 0; done < plain.length;) {
				int count = inflater.inflate(plain, done, plain.length - done);
				if (count == 0) {
					throw new IllegalStateException("Compressed data end too soon");
				}
				done += count;
			}
		}
		catch (DataFormatException ex) {
			throw new IllegalStateException("Compressed data cannot be read", ex);
		}
		finally {
			inflater.end();
		}
		return plain;
	}

}
