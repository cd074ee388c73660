package io.github.canalspring.source.mysql;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Which character set a column's bytes are in. The ids of the usual collations are known;
 * for others the server is asked, once. Safe for use by several threads.
 */
final class Collations {

	static final int BINARY = 63;

	private static final Map<String, CharacterSet> SETS = Map.ofEntries(entry("utf8mb4", 4, StandardCharsets.UTF_8),
			entry("utf8mb3", 3, StandardCharsets.UTF_8), entry("utf8", 3, StandardCharsets.UTF_8),
			entry("latin1", 1, Latin1.INSTANCE), entry("ascii", 1, StandardCharsets.UTF_8),
			entry("binary", 1, StandardCharsets.ISO_8859_1), entry("gbk", 2, "GBK"), entry("gb2312", 2, "GB2312"),
			entry("gb18030", 4, "GB18030"), entry("big5", 2, "Big5"), entry("sjis", 2, "Shift_JIS"),
			entry("cp932", 2, "windows-31j"), entry("ujis", 3, "EUC-JP"), entry("euckr", 2, "EUC-KR"),
			entry("latin2", 1, "ISO-8859-2"), entry("latin5", 1, "ISO-8859-9"), entry("latin7", 1, "ISO-8859-13"),
			entry("greek", 1, "ISO-8859-7"), entry("hebrew", 1, "ISO-8859-8"), entry("cp1250", 1, "windows-1250"),
			entry("cp1251", 1, "windows-1251"), entry("cp1256", 1, "windows-1256"), entry("cp1257", 1, "windows-1257"),
			entry("cp850", 1, "IBM850"), entry("cp852", 1, "IBM852"), entry("cp866", 1, "IBM866"),
			entry("koi8r", 1, "KOI8-R"), entry("koi8u", 1, "KOI8-U"), entry("tis620", 1, "TIS-620"),
			entry("macroman", 1, "x-MacRoman"), entry("macce", 1, "x-MacCentralEurope"), entry("ucs2", 2, "UTF-16BE"),
			entry("utf16", 4, "UTF-16BE"), entry("utf16le", 4, "UTF-16LE"), entry("utf32", 4, "UTF-32BE"));

	private final Supplier<Map<Integer, String>> server;

	private final Map<Integer, String> asked = new ConcurrentHashMap<>();

	/**
	 * Create the collations of a server.
	 * @param server asks the server for the character set's name of each collation
	 */
	Collations(Supplier<Map<Integer, String>> server) {
		this.server = server;
	}

	private static Map.Entry<String, CharacterSet> entry(String name, int width, String charset) {
		return entry(name, width, Charset.isSupported(charset) ? Charset.forName(charset) : null);
	}

	private static Map.Entry<String, CharacterSet> entry(String name, int width, @Nullable Charset charset) {
		return Map.entry(name, new CharacterSet(name, width, charset));
	}

	/**
	 * The character set of a collation.
	 * @param collation the collation's id
	 * @return the character set
	 */
	CharacterSet of(int collation) {
		String known = usual(collation);
		if (known == null) {
			if (this.asked.isEmpty()) {
				this.asked.putAll(this.server.get());
			}
			known = this.asked.getOrDefault(collation, "of collation " + collation);
		}
		return named(known);
	}

	static CharacterSet named(String name) {
		CharacterSet set = SETS.get(name);
		return (set != null) ? set : new CharacterSet(name, 1, null);
	}

	/**
	 * The character set that a collation's name begins with.
	 */
	static String charset(String collation) {
		int end = collation.indexOf('_');
		return (end < 0) ? collation : collation.substring(0, end);
	}

	/** Whether it is one of which is known how many bytes its characters take. */
	static boolean isKnown(String name) {
		return SETS.containsKey(name);
	}

	private static @Nullable String usual(int collation) {
		if (collation == BINARY) {
			return "binary";
		}
		if (collation == 45 || collation == 46 || collation >= 224 && collation <= 247
				|| collation >= 255 && collation <= 310) {
			return "utf8mb4";
		}
		if (collation == 33 || collation == 83 || collation >= 192 && collation <= 215) {
			return "utf8mb3";
		}
		return (collation == 8 || collation == 47 || collation == 48) ? "latin1" : null;
	}

	/**
	 * A character set of the server.
	 *
	 * @param name the server's name for it
	 * @param width the most bytes that a character takes
	 * @param charset Java's; {@code null} where Java has none
	 */
	record CharacterSet(String name, int width, @Nullable Charset charset) {

		boolean isBinary() {
			return "binary".equals(this.name);
		}

		/**
		 * Whether the same bytes are the same text in the other one.
		 */
		boolean reads(CharacterSet other) {
			return isBinary() == other.isBinary() && Objects.equals(this.charset, other.charset);
		}

	}

}
