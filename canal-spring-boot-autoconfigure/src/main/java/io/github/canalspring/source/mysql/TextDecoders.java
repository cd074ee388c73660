package io.github.canalspring.source.mysql;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.Collations.CharacterSet;

/**
 * Text and binary as rows carry them: a length in one to four bytes, then the bytes.
 */
final class TextDecoders {

	private TextDecoders() {
	}

	/**
	 * Java's character set for a column.
	 * @param exclude the property that leaves tables out
	 * @throws SourceException if Java has none
	 */
	static Charset charset(TableId table, String column, CharacterSet characters, String exclude) {
		Charset charset = characters.charset();
		if (charset == null) {
			throw new SourceException(
					"Column '" + column + "' of table " + table + " is in the character set " + characters.name()
							+ ", which this Java cannot read",
					"Convert the column to utf8mb4, or leave the table out with " + exclude);
		}
		return charset;
	}

	/**
	 * Bytes, as they are.
	 * @param lengthBytes how many bytes the length takes
	 */
	static ColumnDecoder binary(int lengthBytes) {
		return (bytes, start) -> {
			int from = start + lengthBytes;
			return Arrays.copyOfRange(bytes, from, from + Octets.length(bytes, start, lengthBytes));
		};
	}

	/**
	 * {@code BINARY(n)}: the server cuts zeros off the end, which are given back.
	 */
	static ColumnDecoder fixedBinary(int size) {
		int lengthBytes = (size > 255) ? 2 : 1;
		return (bytes, start) -> fixedBinary(bytes, start, lengthBytes, size);
	}

	private static byte[] fixedBinary(byte[] bytes, int start, int lengthBytes, int size) {
		int length = Octets.length(bytes, start, lengthBytes);
		byte[] value = new byte[Math.max(length, size)];
		System.arraycopy(bytes, start + lengthBytes, value, 0, length);
		return value;
	}

	/**
	 * The usual ones with as few calls as can be: while code is cold each of them tells.
	 */
	static ColumnDecoder text(int lengthBytes, Charset charset) {
		return switch (lengthBytes) {
			case 1 -> (bytes, start) -> new String(bytes, start + 1, bytes[start] & 0xFF, charset);
			case 2 -> (bytes, start) -> new String(bytes, start + 2, Octets.uint16(bytes, start), charset);
			default -> (bytes, start) -> new String(bytes, start + lengthBytes,
					Octets.length(bytes, start, lengthBytes), charset);
		};
	}

	static ColumnDecoder compressedBinary(int lengthBytes) {
		return (bytes, start) -> decompressed(bytes, start, lengthBytes);
	}

	static ColumnDecoder compressedText(int lengthBytes, Charset charset) {
		return (bytes, start) -> new String(decompressed(bytes, start, lengthBytes), charset);
	}

	private static byte[] decompressed(byte[] bytes, int start, int lengthBytes) {
		int length = Octets.length(bytes, start, lengthBytes);
		int from = start + lengthBytes;
		return Compression.column(new EventBytes().wrap(bytes, from, from + length), length);
	}

	static ColumnDecoder fixedText(FixedText type) {
		return (bytes, start) -> type.text(fixedBinary(bytes, start, 1, type.bytes()));
	}

	static ColumnDecoder enumeration(List<String> labels, int size) {
		String[] values = labels.toArray(String[]::new);
		return (bytes, start) -> {
			int index = Octets.length(bytes, start, size);
			return (index == 0) ? "" : values[index - 1];
		};
	}

	static ColumnDecoder set(List<String> labels, int size) {
		return (bytes, start) -> {
			long bits = Octets.number(bytes, start, size);
			StringBuilder text = new StringBuilder();
			for (int index = 0; index < labels.size(); index++) {
				if ((bits >> index & 1) != 0) {
					text.append(text.isEmpty() ? "" : ",").append(labels.get(index));
				}
			}
			return text.toString();
		};
	}

}
