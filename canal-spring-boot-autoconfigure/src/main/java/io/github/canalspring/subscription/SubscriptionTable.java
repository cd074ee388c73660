package io.github.canalspring.subscription;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscription table at the server: what it says now, and what it said at an older
 * place in the stream. Safe for use by several threads.
 */
final class SubscriptionTable {

	/** Where the statement is that makes the table. */
	static final String SCHEMA = "classpath:io/github/canalspring/subscription/schema-mysql.sql";

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionTable.class);

	private static final int ROWS = 1000;

	private final ChangeSource source;

	private final TableReader reader;

	private final TableId configured;

	private volatile @Nullable TableId spelt;

	/**
	 * Create the table.
	 * @param source gives its changes
	 * @param reader reads its rows
	 * @param configured its name
	 */
	SubscriptionTable(ChangeSource source, TableReader reader, TableId configured) {
		this.source = source;
		this.reader = reader;
		this.configured = configured;
	}

	/** The name as the server spells it. */
	TableId id() {
		TableId known = this.spelt;
		if (known != null) {
			return known;
		}
		try {
			TableSchema schema = this.source.describe(this.configured);
			TableId found = (schema != null) ? schema.id() : this.configured;
			this.spelt = found;
			return found;
		}
		catch (NoSuchTableException ex) {
			return this.configured;
		}
	}

	/** Why it cannot be used. */
	List<Finding> problems() {
		String remedy = "Create it as " + SCHEMA + " does";
		try {
			TableSchema schema = this.source.describe(this.configured);
			List<String> missing = SubscriptionRow.COLUMNS.stream()
				.filter((name) -> schema == null || schema.column(name) == null)
				.toList();
			if (!missing.isEmpty()) {
				return List.of(error("The subscription table has no column " + String.join(", ", missing), remedy));
			}
			boolean keyed = schema != null && schema.primaryKey().size() == 1
					&& schema.primaryKey().get(0).equalsIgnoreCase(SubscriptionRow.KEY);
			return keyed ? List.of()
					: List.of(error("The primary key of the subscription table is not " + SubscriptionRow.KEY, remedy));
		}
		catch (NoSuchTableException ex) {
			return List.of(error("There is no subscription table " + this.configured + ", or the user may not read it",
					remedy + ", and GRANT SELECT on it"));
		}
	}

	private Finding error(String problem, String remedy) {
		return new Finding(Severity.ERROR, this.configured.toString(), problem, "It cannot be told what to deliver",
				remedy);
	}

	/** What it says now. */
	SubscribedTables now() {
		return new SubscribedTables(id(), read().rows().values());
	}

	/**
	 * What it said at a place in the stream: what it says now, but for the rows that were
	 * changed since, which are as they were before the first of these changes.
	 * @param place the place, in the stream alone
	 * @throws SourceUnreachableException if the server does not answer, or is not yet at
	 * that place
	 */
	SubscribedTables at(Position place) {
		Content now = read();
		if (!now.low().reaches(place)) {
			throw new SourceUnreachableException("The server whose tables are read is not yet at " + place,
					"Nothing: it is tried again", null);
		}
		Map<String, SubscriptionRow> rows = new LinkedHashMap<>(now.rows());
		if (!place.reaches(now.high())) {
			rewind(rows, place, now.high());
		}
		return new SubscribedTables(id(), rows.values());
	}

	private Content read() {
		Map<String, SubscriptionRow> rows = new LinkedHashMap<>();
		List<String> after = List.of();
		Position low = null;
		try {
			while (true) {
				TableChunk chunk = this.reader.read(id(), after, ROWS);
				low = (low != null) ? low : chunk.low();
				chunk.rows().stream().map(SubscriptionRow::of).forEach((row) -> rows.put(row.id(), row));
				if (chunk.end()) {
					return new Content(rows, low, chunk.high());
				}
				after = chunk.last();
			}
		}
		catch (NoSuchTableException ex) {
			logger.warn("The subscription table {} is gone: nothing is delivered until it is there again",
					this.configured);
			Position end = this.source.latest();
			return new Content(Map.of(), end, end);
		}
	}

	private void rewind(Map<String, SubscriptionRow> rows, Position from, Position to) {
		TableId table = id();
		logger.info("Reads the changes of {} from {} to {}, to know what was subscribed there", table, from, to);
		Subscription itself = new Subscription(new StartFrom.Latest(), table::equals, (any) -> false, (any) -> true,
				null);
		try (ChangeStream stream = this.source.open("subscriptions", from, itself)) {
			new SubscriptionRewind(table, rows).read(stream, from, to);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SourceUnreachableException("Interrupted while the subscriptions were read", "Nothing", ex);
		}
	}

	/**
	 * Rows that were read.
	 *
	 * @param rows the rows by their ids
	 * @param low the position before the read
	 * @param high the position after the read
	 */
	private record Content(Map<String, SubscriptionRow> rows, Position low, Position high) {
	}

}
