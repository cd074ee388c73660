package io.github.canalspring.sink;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;

/**
 * A growing JSON text in UTF-8. A general generator keeps account of what may come next,
 * and copies each text twice: with it, a document of ten columns takes twice as long. For
 * one thread.
 */
public final class JsonBytes {

	private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

	/** What stands behind the backslash; {@code u} for a number; zero for no escape. */
	private static final byte[] ESCAPES = new byte[128];

	static {
		Arrays.fill(ESCAPES, 0, ' ', (byte) 'u');
		ESCAPES['"'] = '"';
		ESCAPES['\\'] = '\\';
		ESCAPES['\b'] = 'b';
		ESCAPES['\t'] = 't';
		ESCAPES['\n'] = 'n';
		ESCAPES['\f'] = 'f';
		ESCAPES['\r'] = 'r';
	}

	private byte[] bytes = new byte[1024];

	private int length;

	/** Begin a new text. */
	public void reset() {
		this.length = 0;
	}

	/**
	 * How much has been written since the last {@link #reset()}.
	 * @return the length in bytes
	 */
	public int length() {
		return this.length;
	}

	/**
	 * What is written to. It is another one as soon as more has been written than it
	 * holds.
	 * @return the buffer, of which only {@link #length()} bytes count
	 */
	public byte[] buffer() {
		return this.bytes;
	}

	/**
	 * What has been written since the last {@link #reset()}.
	 * @return a copy
	 */
	public byte[] toByteArray() {
		return Arrays.copyOf(this.bytes, this.length);
	}

	/**
	 * Take what is JSON already.
	 * @param json the JSON in UTF-8
	 */
	public void raw(byte[] json) {
		raw(json, 0, json.length);
	}

	/**
	 * Take what is JSON already.
	 * @param json the JSON in UTF-8 and more
	 * @param from where it starts
	 * @param to where it ends
	 */
	public void raw(byte[] json, int from, int to) {
		int count = to - from;
		require(count);
		System.arraycopy(json, from, this.bytes, this.length, count);
		this.length += count;
	}

	/**
	 * Take JSON of ASCII characters only.
	 * @param json the JSON
	 */
	public void raw(String json) {
		int count = json.length();
		require(count);
		for (int index = 0; index < count; index++) {
			this.bytes[this.length + index] = (byte) json.charAt(index);
		}
		this.length += count;
	}

	/**
	 * Take a character of ASCII that is JSON already.
	 * @param character the character
	 */
	public void raw(char character) {
		require(1);
		this.bytes[this.length++] = (byte) character;
	}

	/**
	 * Write a whole number.
	 * @param number the number
	 */
	public void number(long number) {
		if (number == Long.MIN_VALUE) {
			raw(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
			return;
		}
		require(20);
		long rest = number;
		if (rest < 0) {
			this.bytes[this.length++] = '-';
			rest = -rest;
		}
		int digits = digits(rest);
		for (int at = this.length + digits - 1; at >= this.length; at--) {
			this.bytes[at] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		this.length += digits;
	}

	private static int digits(long number) {
		int digits = 1;
		for (long rest = number; rest >= 10; rest /= 10) {
			digits++;
		}
		return digits;
	}

	void time(LocalDateTime time) {
		require(IsoTime.LONGEST + 2);
		raw('"');
		this.length = IsoTime.write(time, this.bytes, this.length);
		raw('"');
	}

	void time(Instant instant) {
		require(IsoTime.LONGEST + 2);
		raw('"');
		this.length = IsoTime.write(instant, this.bytes, this.length);
		raw('"');
	}

	/**
	 * Write a text, with quotes around it and escaped.
	 * @param text the text
	 */
	public void text(String text) {
		byte[] characters = text.getBytes(StandardCharsets.UTF_8);
		int count = characters.length;
		require(count + 2);
		this.bytes[this.length++] = '"';
		int from = 0;
		for (int index = 0; index < count; index++) {
			byte character = characters[index];
			if (character >= 0 && ESCAPES[character] != 0) {
				part(characters, from, index);
				escape(character);
				from = index + 1;
			}
		}
		part(characters, from, count);
		raw('"');
	}

	private void part(byte[] characters, int from, int to) {
		require(to - from + 8);
		System.arraycopy(characters, from, this.bytes, this.length, to - from);
		this.length += to - from;
	}

	private void escape(byte character) {
		byte escape = ESCAPES[character];
		this.bytes[this.length++] = '\\';
		this.bytes[this.length++] = escape;
		if (escape == 'u') {
			this.bytes[this.length++] = '0';
			this.bytes[this.length++] = '0';
			this.bytes[this.length++] = HEX[character >> 4];
			this.bytes[this.length++] = HEX[character & 15];
		}
	}

	private void require(int count) {
		if (this.bytes.length - this.length < count) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.bytes.length * 2, this.length + count));
		}
	}

}
