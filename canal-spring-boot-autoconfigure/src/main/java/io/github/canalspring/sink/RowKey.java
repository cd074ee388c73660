package io.github.canalspring.sink;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * What tells the rows of tables apart: table and primary key as one text, such as
 * {@code shop.product[5]}.
 */
public final class RowKey {

	private RowKey() {
	}

	/**
	 * The rows that a change is about, for those to whom the order of changes matters. In
	 * a table without a primary key, all rows count as one.
	 * @param change the change
	 * @return one key, or two where the change gives the row another primary key: the old
	 * one first
	 */
	public static Set<String> of(Change change) {
		return keys(change, change.schema().primaryKey(), false);
	}

	/**
	 * The rows that a change is about, for those to whom only the last state of each
	 * matters. In a table without a primary key, a row is told by all its values.
	 * @param change the change
	 * @return one key, or two where the row has another one now: the old one first
	 */
	public static Set<String> ofState(Change change) {
		boolean keyless = change.schema().primaryKey().isEmpty();
		return keys(change, keyless ? change.schema().header().names() : change.schema().primaryKey(), keyless);
	}

	private static Set<String> keys(Change change, List<String> columns, boolean digest) {
		Set<String> keys = new LinkedHashSet<>(2);
		add(change.schema(), change.before(), columns, digest, keys);
		add(change.schema(), change.after(), columns, digest, keys);
		return keys;
	}

	private static void add(TableSchema table, @Nullable Row row, List<String> columns, boolean digest,
			Set<String> keys) {
		if (row == null) {
			return;
		}
		if (columns.isEmpty()) {
			keys.add(table.id().toString());
			return;
		}
		StringBuilder text = new StringBuilder();
		for (String column : columns) {
			Object value = row.get(column);
			text.append(text.isEmpty() ? "" : ",");
			text.append((value == null) ? "NULL" : (columns.size() == 1) ? ColumnText.of(value)
					: ColumnText.of(value).replace("\\", "\\\\").replace(",", "\\,"));
		}
		keys.add(table.id() + "[" + (digest ? digest(text.toString()) : text) + "]");
	}

	private static String digest(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return "row " + HexFormat.of().formatHex(digest, 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
