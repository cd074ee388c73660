package io.github.canalspring.source.mysql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
	 * @throws SourceException if Java has none
	 */
	static Charset charset(TableId table, String column, CharacterSet characters) {
		Charset charset = characters.charset();
		if (charset == null) {
			throw new SourceException(
					"Column '" + column + "' of table " + table + " is in the character set " + characters.name()
							+ ", which this Java cannot read",
					"Convert the column to utf8mb4, or leave the table out with canal.filter.exclude");
		}
		return charset;
	}

	/**
	 * Bytes, as they are.
	 * @param lengthBytes how many bytes the length takes
	 */
	static ColumnDecoder binary(int lengthBytes) {
		return (in) -> in.array(length(in, lengthBytes));
	}

	/**
	 * {@code BINARY(n)}: the server cuts zeros off the end, which are given back.
	 */
	static ColumnDecoder fixedBinary(int size) {
		int lengthBytes = (size > 255) ? 2 : 1;
		return (in) -> {
			byte[] value = in.array(length(in, lengthBytes));
			return (value.length < size) ? Arrays.copyOf(value, size) : value;
		};
	}

	static ColumnDecoder text(int lengthBytes, Charset charset) {
		if (charset == StandardCharsets.UTF_8) {
			return (in) -> in.utf8(length(in, lengthBytes));
		}
		return (in) -> {
			int length = length(in, lengthBytes);
			in.check(length);
			String text = new String(in.bytes, in.position, length, charset);
			in.position += length;
			return text;
		};
	}

	static ColumnDecoder compressedBinary(int lengthBytes) {
		return (in) -> Compression.column(in, length(in, lengthBytes));
	}

	static ColumnDecoder compressedText(int lengthBytes, Charset charset) {
		return (in) -> new String(Compression.column(in, length(in, lengthBytes)), charset);
	}

	static ColumnDecoder fixedText(FixedText type) {
		ColumnDecoder bytes = fixedBinary(type.bytes());
		return (in) -> type.text((byte[]) bytes.decode(in));
	}

	private static int length(EventBytes in, int lengthBytes) {
		return switch (lengthBytes) {
			case 1 -> in.uint8();
			case 2 -> in.uint16();
			case 3 -> in.uint24();
			default -> in.int32();
		};
	}

	static ColumnDecoder enumeration(List<String> labels, int bytes) {
		String[] values = labels.toArray(String[]::new);
		return (in) -> {
			int index = (int) in.number(bytes);
			return (index == 0) ? "" : values[index - 1];
		};
	}

	static ColumnDecoder set(List<String> labels, int bytes) {
		return (in) -> {
			long bits = in.number(bytes);
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
