package io.github.canalspring.source.mysql;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;

/**
 * MySQL's {@code latin1}: Windows' code page 1252, but with a character for each of the
 * five bytes which that leaves undefined.
 */
final class Latin1 extends Charset {

	static final Latin1 INSTANCE = new Latin1();

	private static final char[] CHARACTERS = characters();

	private Latin1() {
		super("x-mysql-latin1", new String[0]);
	}

	private static char[] characters() {
		byte[] bytes = new byte[256];
		for (int index = 0; index < bytes.length; index++) {
			bytes[index] = (byte) index;
		}
		char[] characters = new String(bytes, Charset.forName("windows-1252")).toCharArray();
		for (int index = 0; index < characters.length; index++) {
			if (characters[index] == '\uFFFD') {
				characters[index] = (char) index;
			}
		}
		return characters;
	}

	@Override
	public boolean contains(Charset charset) {
		return charset == this;
	}

	@Override
	public CharsetDecoder newDecoder() {
		return new CharsetDecoder(this, 1, 1) {

			@Override
			protected CoderResult decodeLoop(ByteBuffer in, CharBuffer out) {
				while (in.hasRemaining()) {
					if (!out.hasRemaining()) {
						return CoderResult.OVERFLOW;
					}
					out.put(CHARACTERS[in.get() & 0xFF]);
				}
				return CoderResult.UNDERFLOW;
			}

		};
	}

	@Override
	public CharsetEncoder newEncoder() {
		throw new UnsupportedOperationException("Only for reading");
	}

	@Override
	public boolean canEncode() {
		return false;
	}

}
