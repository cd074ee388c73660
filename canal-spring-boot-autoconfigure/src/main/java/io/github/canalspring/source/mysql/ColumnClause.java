package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.source.mysql.SqlCursor.NotUnderstoodException;
import org.jspecify.annotations.Nullable;

/**
 * A column as a statement defines it. What it is depends on the table, whose character
 * set it takes unless it has its own.
 *
 * @param name the name
 * @param type the type as the server would call it
 * @param length the length in characters, or digits; -1 where none is given
 * @param charset the character set; {@code null} for the table's
 * @param key whether it is the primary key
 */
record ColumnClause(String name, String type, int length, int scale, boolean unsigned, @Nullable Boolean nullable,
		@Nullable String charset, List<String> labels, boolean compressed, boolean key) {

	private static final int MAX_VARCHAR = 65_535;

	/**
	 * The column in a table.
	 * @param usual the table's character set
	 */
	ColumnSpec in(String usual) {
		return switch (this.type) {
			case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" ->
				text((this.charset != null) ? this.charset : usual);
			case "enum", "set" -> spec(this.type, 0, known((this.charset != null) ? this.charset : usual));
			case "blob" -> {
				String sized = (this.length < 0) ? "blob" : sized(this.length, "blob");
				yield spec(sized, length(sized), "binary");
			}
			case "tinyblob", "mediumblob", "longblob" -> spec(this.type, length(this.type), "binary");
			default -> spec(this.type, Math.max(this.length, 0), "binary");
		};
	}

	private static String known(String set) {
		if (!Collations.isKnown(set)) {
			throw new NotUnderstoodException();
		}
		return set;
	}

	private ColumnSpec text(String named) {
		String set = known(named);
		boolean binary = set.equals("binary");
		if (this.type.endsWith("char")) {
			long octets = (long) this.length * Collations.named(set).width();
			if (octets > MAX_VARCHAR) {
				// A server that is not strict makes a text of it.
				throw new NotUnderstoodException();
			}
			return spec(binary ? this.type.replace("char", "binary") : this.type, (int) octets, set);
		}
		String kind = binary ? "blob" : "text";
		String sized = (this.type.equals("text") && this.length >= 0)
				? sized((long) this.length * Collations.named(set).width(), kind) : this.type.replace("text", kind);
		return spec(sized, length(sized), set);
	}

	private static String sized(long octets, String kind) {
		return ((octets < 1 << 8) ? "tiny" : (octets < 1 << 16) ? "" : (octets < 1 << 24) ? "medium" : "long") + kind;
	}

	private static int length(String type) {
		return switch (type.charAt(0)) {
			case 't' -> type.startsWith("tiny") ? 255 : MAX_VARCHAR;
			case 'm' -> (1 << 24) - 1;
			case 'l' -> Integer.MAX_VALUE;
			default -> MAX_VARCHAR;
		};
	}

	private ColumnSpec spec(String named, int octets, String set) {
		return new ColumnSpec(this.name, named, octets, this.scale, this.unsigned, this.nullable, set, this.labels,
				this.compressed);
	}

}
