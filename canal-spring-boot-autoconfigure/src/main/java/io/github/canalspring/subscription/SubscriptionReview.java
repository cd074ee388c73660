package io.github.canalspring.subscription;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what is wrong with the rows of the subscription table, and what they leave out.
 * Safe for use by several threads.
 */
final class SubscriptionReview {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionReview.class);

	private final ChangeSource source;

	/** The streams whose sinks keep copies of rows, by name. */
	private final Map<String, Subscription> copies = new TreeMap<>();

	private final Set<Finding> told = ConcurrentHashMap.newKeySet();

	SubscriptionReview(ChangeSource source) {
		this.source = source;
	}

	/** Take note of what a stream is for. */
	void opened(String name, Subscription wanted) {
		if (wanted.entries() != null) {
			synchronized (this.copies) {
				this.copies.put(name, wanted);
			}
		}
	}

	/**
	 * Log what is wrong and was not told before.
	 * @param name the stream that has come to these subscriptions
	 */
	void tell(String name, SubscribedTables subscribed) {
		try {
			findings(subscribed, List.of()).stream()
				.filter(this.told::add)
				.forEach((finding) -> logger.warn("{}: {}", name, finding));
		}
		catch (SourceException ex) {
			logger.debug("{}: the subscriptions could not be compared with the tables", name, ex);
		}
	}

	/**
	 * Look at subscriptions.
	 * @param named tables that a sink or handler names in full
	 * @return what was found; it counts as told
	 */
	List<Finding> review(SubscribedTables subscribed, List<TableId> named) {
		List<Finding> findings = findings(subscribed, named);
		this.told.addAll(findings);
		return findings;
	}

	private List<Finding> findings(SubscribedTables subscribed, List<TableId> named) {
		Set<TableId> tables = new LinkedHashSet<>();
		this.source.describe((table) -> {
			// Only the names are of interest, not the columns.
			tables.add(table);
			return false;
		});
		List<Finding> findings = new ArrayList<>();
		subscribed.wrong().forEach((row, problem) -> findings.add(wrong(subscribed, row, problem)));
		subscribed.rows()
			.stream()
			.filter((row) -> !subscribed.wrong().containsKey(row) && isUnknown(row, tables))
			.forEach((row) -> findings.add(unknown(subscribed, row)));
		named.stream()
			.filter((table) -> !subscribed.delivers(table))
			.forEach((table) -> findings.add(new Finding(Severity.INFO, table.toString(),
					"Table " + table + " is wanted, and it is not subscribed", "None of its changes are delivered",
					"INSERT INTO " + subscribed.source() + " (db_name, tb_name) VALUES ('" + table.database() + "', '"
							+ table.table() + "')")));
		tables.forEach((table) -> findings.addAll(drifting(subscribed, table)));
		return findings;
	}

	private static boolean isUnknown(SubscriptionRow row, Set<TableId> tables) {
		TablePattern pattern = TablePattern.parse(row.name());
		return tables.stream().noneMatch(pattern::matches);
	}

	private static Finding wrong(SubscribedTables subscribed, SubscriptionRow row, String problem) {
		return new Finding(Severity.WARNING, subscribed.source().toString(),
				"The row with id " + row.id() + " is wrong: " + problem, "The row has no effect",
				"UPDATE " + subscribed.source() + " SET db_name = '...', tb_name = '...' WHERE id = " + row.id());
	}

	private static Finding unknown(SubscribedTables subscribed, SubscriptionRow row) {
		return new Finding(Severity.WARNING, subscribed.source().toString(),
				"The row with id " + row.id() + " is of " + row.name()
						+ ", and there is no such table, or the user may not read it",
				"The row has no effect until there is one",
				"Correct the names, where * stands for any run of characters, or create the table, or GRANT SELECT on it");
	}

	private List<Finding> drifting(SubscribedTables subscribed, TableId table) {
		int operations = subscribed.operations(table);
		if (operations == 0 || operations == SubscriptionRow.ALL) {
			return List.of();
		}
		String names;
		synchronized (this.copies) {
			names = this.copies.entrySet()
				.stream()
				.filter((stream) -> stream.getValue().tables().test(table))
				.map(Map.Entry::getKey)
				.collect(Collectors.joining(", "));
		}
		if (names.isEmpty()) {
			return List.of();
		}
		String missing = Stream.of(Operation.values())
			.filter((operation) -> (operations & SubscriptionRow.bit(operation)) == 0)
			.map(Operation::name)
			.collect(Collectors.joining(" and "));
		String ids = subscribed.deciding(table).stream().map(SubscriptionRow::id).collect(Collectors.joining(", "));
		return List.of(new Finding(Severity.WARNING, table.toString(),
				"Copies of " + table + " are kept by " + names + ", and " + missing + " is not monitored",
				"The copies drift away from the table",
				"UPDATE " + subscribed.source()
						+ " SET monitor_insert = 1, monitor_update = 1, monitor_delete = 1 WHERE id IN (" + ids
						+ "), and resync the table"));
	}

}
