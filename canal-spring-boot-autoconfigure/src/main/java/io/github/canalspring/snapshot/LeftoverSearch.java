package io.github.canalspring.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.EntryScan;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableRows;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through what the sink holds of tables and finds the entries that no row has any
 * more. An entry may be of a row of any table that the sink wants, not only of those that
 * are searched for: it is left over when none of them has it. Has no progress to keep:
 * after a restart it begins again.
 */
public final class LeftoverSearch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LeftoverSearch.class);

	private static final int VALUES_PER_QUERY = 500;

	private final Tables all;

	private final Entries entries;

	private final Set<TableId> tables;

	private final RangeFilter range;

	private final Map<TableId, TableSchema> lastKnown;

	private final Readings readings;

	/** All tables that the sink wants, as they are now. */
	private List<TableSchema> wanted = List.of();

	private @Nullable EntryScan scan;

	private @Nullable CompletableFuture<List<Entry>> scanning;

	/** Entries that were looked for while they were changed. */
	private final Set<Entry> again = new LinkedHashSet<>();

	private boolean scanned;

	private final Set<RowSearch> impossible = new HashSet<>();

	private long checked;

	/**
	 * Create a search.
	 * @param all the tables that the sink wants
	 * @param tables those that are searched for
	 * @param lastKnown tables as they last were, for those that are gone
	 * @param range the part of the tables that is searched for
	 */
	LeftoverSearch(Tables all, List<TableId> tables, Map<TableId, TableSchema> lastKnown, RangeFilter range,
			Readings readings) {
		this.all = all;
		this.entries = Objects.requireNonNull(all.entries());
		this.tables = Set.copyOf(tables);
		this.lastKnown = Map.copyOf(lastKnown);
		this.range = range;
		this.readings = readings;
	}

	/**
	 * Search as things are now, for who does nothing else meanwhile.
	 * @param source tells the tables
	 * @param reader reads them
	 * @param subscription the tables that the sink wants, and what it holds of them
	 * @param tables those that are searched for
	 * @param range the part of them that is searched for
	 * @param executor runs what takes time; pages are there when it has
	 * @return the search
	 * @throws io.github.canalspring.source.SourceUnreachableException if the source does
	 * not answer
	 */
	public static LeftoverSearch now(ChangeSource source, TableReader reader, Subscription subscription,
			List<TableId> tables, KeyRange range, Executor executor) {
		RangeFilter filter = range.equals(KeyRange.ALL) ? RangeFilter.of(range, null)
				: RangeFilter.of(range, reader.outline(tables.get(0)));
		return new LeftoverSearch(new Tables(source, reader, subscription, List.of(), subscription.entries()), tables,
				Map.of(), filter, new Readings(executor));
	}

	/** How many entries were looked at since the last call. */
	long takeChecked() {
		long count = this.checked;
		this.checked = 0;
		return count;
	}

	/**
	 * Whether everything was looked at.
	 * @return whether there is no further page
	 */
	public boolean isDone() {
		return this.scanned && this.again.isEmpty();
	}

	/**
	 * Begin with the next entries, as soon as they are there.
	 * @param start where the stream is
	 * @return the page; {@code null} if there is none yet
	 * @throws RuntimeException if the sink or the source could not be asked
	 */
	public @Nullable LeftoverPage next(Position start) {
		if (this.scanning == null && !this.scanned) {
			this.scanning = this.readings.start(this::scan);
		}
		Set<Entry> found = new LinkedHashSet<>(this.again);
		if (this.scanning != null) {
			if (!this.scanning.isDone()) {
				return null;
			}
			List<Entry> page = this.scanning.join();
			this.scanning = null;
			this.scanned = page.isEmpty();
			found.addAll(page);
			this.checked += page.size();
		}
		this.again.clear();
		return page(found, start);
	}

	private List<Entry> scan() throws Exception {
		EntryScan open = this.scan;
		if (open == null) {
			this.wanted = describe();
			open = this.entries.scan(this.wanted.stream().filter((table) -> this.tables.contains(table.id())).toList());
			this.scan = open;
		}
		return open.next();
	}

	private List<TableSchema> describe() {
		List<TableSchema> found = new ArrayList<>(this.all.describe());
		Set<TableId> there = found.stream().map(TableSchema::id).collect(Collectors.toSet());
		for (TableId table : this.tables) {
			if (there.contains(table)) {
				continue;
			}
			TableSchema gone = this.lastKnown.get(table);
			if (gone != null) {
				found.add(gone);
			}
			else {
				logger.warn("Table {} is gone, and not known well enough to tell what it left behind in the sink",
						table);
			}
		}
		return found;
	}

	private LeftoverPage page(Set<Entry> found, Position start) {
		Map<Entry, Set<RowSearch>> candidates = new LinkedHashMap<>();
		Map<RowSearch, Set<List<Object>>> values = new HashMap<>();
		List<TableMapping> mappings = mappings();
		for (Entry entry : found) {
			Map<RowSearch, List<List<Object>>> searches = searches(entry, mappings);
			if (searches.keySet().stream().anyMatch((search) -> this.tables.contains(search.table()))) {
				candidates.put(entry, searches.keySet());
				searches.forEach(
						(search, rows) -> values.computeIfAbsent(search, (key) -> new LinkedHashSet<>()).addAll(rows));
			}
		}
		Map<TableId, Set<String>> reads = new HashMap<>();
		mappings.forEach((each) -> reads.computeIfAbsent(each.table(), (table) -> new HashSet<>())
			.addAll(each.mapping().reads()));
		return new LeftoverPage(this.entries, candidates, start, this.readings.start(() -> find(values, reads)));
	}

	private List<TableMapping> mappings() {
		List<TableMapping> mappings = new ArrayList<>();
		for (TableSchema table : this.wanted) {
			this.entries.mappings(table).forEach((mapping) -> mappings.add(new TableMapping(table.id(), mapping)));
		}
		return mappings;
	}

	/**
	 * Where the row of an entry may be found.
	 * @return the searches and the values to look for; empty if it is no entry of these
	 * tables, or that cannot be told
	 */
	private Map<RowSearch, List<List<Object>>> searches(Entry entry, List<TableMapping> mappings) {
		Map<RowSearch, List<List<Object>>> searches = new LinkedHashMap<>();
		for (TableMapping each : mappings) {
			List<List<Object>> rows = each.mapping().rows(entry);
			if (rows == null || (this.tables.contains(each.table()) && !this.range.includes(each.mapping(), rows))) {
				return Map.of();
			}
			if (!rows.isEmpty()) {
				searches
					.computeIfAbsent(new RowSearch(each.table(), each.mapping().columns()),
							(search) -> new ArrayList<>())
					.addAll(rows);
			}
		}
		return searches;
	}

	private Map<RowSearch, List<TableRows>> find(Map<RowSearch, Set<List<Object>>> values,
			Map<TableId, Set<String>> reads) {
		Map<RowSearch, List<TableRows>> found = new HashMap<>();
		values.forEach((search, wantedValues) -> {
			List<TableRows> rows = find(search, List.copyOf(wantedValues), reads.get(search.table()));
			if (rows != null) {
				found.put(search, rows);
			}
		});
		return found;
	}

	private @Nullable List<TableRows> find(RowSearch search, List<List<Object>> values, Set<String> reads) {
		List<TableRows> found = new ArrayList<>();
		try {
			for (int from = 0; from < values.size(); from += VALUES_PER_QUERY) {
				TableRows rows = this.all.reader()
					.find(search.table(), search.columns(),
							values.subList(from, Math.min(values.size(), from + VALUES_PER_QUERY)), reads);
				if (rows == null) {
					tellImpossible(search);
					return null;
				}
				found.add(rows);
			}
		}
		catch (NoSuchTableException ex) {
			// Dropped meanwhile: it has no rows.
			logger.debug("{} is gone", search.table(), ex);
		}
		return found;
	}

	private void tellImpossible(RowSearch search) {
		if (this.impossible.add(search)) {
			logger.warn("Entries that rows of {} have left behind cannot be found by {}: no index of the table begins "
					+ "with one of these columns", search.table(), search.columns());
		}
	}

	/**
	 * Look for these once more.
	 * @param changed entries of an earlier page
	 */
	public void again(Set<Entry> changed) {
		this.again.addAll(changed);
	}

	@Override
	public void close() {
		CompletableFuture<?> running = this.scanning;
		if (running != null) {
			// The scan is used by the other thread until then.
			running.whenComplete((page, failure) -> closeScan());
		}
		else {
			closeScan();
		}
	}

	private void closeScan() {
		if (this.scan != null) {
			this.scan.close();
		}
	}

	private record TableMapping(TableId table, EntryMapping mapping) {

	}

}
