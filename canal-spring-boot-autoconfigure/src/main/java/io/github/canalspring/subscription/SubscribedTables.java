package io.github.canalspring.subscription;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the rows of the subscription table say at a place in the stream. A row that names
 * a table in full decides about it; where there is none, all patterns that match count
 * together. Immutable.
 */
final class SubscribedTables {

	private final TableId source;

	private final Map<String, SubscriptionRow> rows = new LinkedHashMap<>();

	/** In lower case, as patterns are compared. */
	private final Map<TableId, Integer> exact = new HashMap<>();

	private final Map<TablePattern, Integer> patterns = new HashMap<>();

	/** Of the rows that say nothing, why. */
	private final Map<SubscriptionRow, String> wrong = new LinkedHashMap<>();

	/** It is part of every position, so it is not written anew for each. */
	private @Nullable String text;

	/**
	 * Understand rows.
	 * @param source the subscription table
	 * @param rows its rows
	 */
	SubscribedTables(TableId source, Collection<SubscriptionRow> rows) {
		this.source = source;
		rows.forEach((row) -> this.rows.put(row.id(), row));
		this.rows.values().forEach(this::read);
	}

	private void read(SubscriptionRow row) {
		try {
			TablePattern pattern = TablePattern.parse(row.name());
			if (pattern.isExact()) {
				this.exact.merge(lower(pattern.database(), pattern.table()), row.operations(), (a, b) -> a | b);
			}
			else {
				this.patterns.merge(pattern, row.operations(), (a, b) -> a | b);
			}
		}
		catch (IllegalArgumentException ex) {
			this.wrong.put(row, String.valueOf(ex.getMessage()));
		}
	}

	private static TableId lower(String database, String table) {
		return new TableId(database.toLowerCase(Locale.ROOT), table.toLowerCase(Locale.ROOT));
	}

	/** The table whose rows these are. */
	TableId source() {
		return this.source;
	}

	Collection<SubscriptionRow> rows() {
		return this.rows.values();
	}

	/** The rows that say nothing, and why. */
	Map<SubscriptionRow, String> wrong() {
		return this.wrong;
	}

	/**
	 * What a change of the subscription table makes of it.
	 * @return this, if it changes nothing
	 */
	SubscribedTables after(Change change) {
		Map<String, SubscriptionRow> changed = new LinkedHashMap<>(this.rows);
		if (change.before() != null) {
			changed.remove(SubscriptionRow.of(change.before()).id());
		}
		if (change.after() != null) {
			SubscriptionRow row = SubscriptionRow.of(change.after());
			changed.put(row.id(), row);
		}
		return changed.equals(this.rows) ? this : new SubscribedTables(this.source, changed.values());
	}

	/** The bits of the operations of a table that are delivered. */
	int operations(TableId table) {
		Integer own = this.exact.get(lower(table.database(), table.table()));
		if (own != null) {
			return own;
		}
		int operations = 0;
		for (Map.Entry<TablePattern, Integer> pattern : this.patterns.entrySet()) {
			if (pattern.getKey().matches(table)) {
				operations |= pattern.getValue();
			}
		}
		return operations;
	}

	/** Whether any operation of a table is delivered. */
	boolean delivers(TableId table) {
		return operations(table) != 0;
	}

	/** Whether existing rows are, which count as inserts. */
	boolean deliversRows(TableId table) {
		return (operations(table) & SubscriptionRow.bit(Operation.INSERT)) != 0;
	}

	/** The rows that decide about a table. */
	List<SubscriptionRow> deciding(TableId table) {
		boolean named = this.exact.containsKey(lower(table.database(), table.table()));
		return this.rows.values().stream().filter((row) -> !this.wrong.containsKey(row)).filter((row) -> {
			TablePattern pattern = TablePattern.parse(row.name());
			return pattern.isExact() == named && pattern.matches(table);
		}).toList();
	}

	/** Whether the same is delivered of every table. */
	boolean sameAs(SubscribedTables other) {
		return this.exact.equals(other.exact) && this.patterns.equals(other.patterns);
	}

	/**
	 * One word of text; names may hold any character. Compressed, because sinks keep it
	 * with every position.
	 */
	String text() {
		String written = this.text;
		if (written == null) {
			Kept kept = new Kept(this.source, List.copyOf(this.rows.values()));
			ByteArrayOutputStream compressed = new ByteArrayOutputStream();
			JsonMapper.shared().writeValue(new DeflaterOutputStream(compressed), kept);
			written = Base64.getUrlEncoder().withoutPadding().encodeToString(compressed.toByteArray());
			this.text = written;
		}
		return written;
	}

	/**
	 * Read back what {@link #text()} wrote.
	 * @throws IllegalArgumentException if it is something else
	 */
	static SubscribedTables parse(String text) {
		try {
			InputStream json = new InflaterInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)));
			Kept kept = JsonMapper.shared().readValue(json, Kept.class);
			return new SubscribedTables(kept.source(), kept.rows());
		}
		catch (JacksonException | NullPointerException ex) {
			throw new IllegalArgumentException("Not what is subscribed: '" + text + "'", ex);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SubscribedTables tables && tables.source.equals(this.source)
				&& tables.rows.equals(this.rows);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.source, this.rows);
	}

	/** For people. */
	@Override
	public String toString() {
		return this.rows.values()
			.stream()
			.filter((row) -> row.operations() != 0 && !this.wrong.containsKey(row))
			.map(SubscriptionRow::name)
			.toList()
			.toString();
	}

	/**
	 * What is written.
	 *
	 * @param source the subscription table
	 * @param rows its rows
	 */
	private record Kept(TableId source, List<SubscriptionRow> rows) {

		Kept {
			Objects.requireNonNull(source);
			rows = List.copyOf(rows);
		}

	}

}
