package io.github.canalspring.snapshot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableRows;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Entries of the sink whose rows are looked for. Those that no row has, neither when they
 * were looked for nor by a change from the beginning of that until the stream has come to
 * the same place, are leftovers. Of those that a change concerns, the stream does what is
 * to be done; but as that may be nothing, they are looked for once more.
 */
public final class LeftoverPage implements Piece {

	private final Entries entries;

	private final Map<Entry, Set<RowSearch>> candidates;

	private final Position start;

	private final CompletableFuture<Map<RowSearch, List<TableRows>>> reading;

	private final int size;

	private final Set<Entry> changed = new HashSet<>();

	private final List<TableRows> found = new ArrayList<>();

	/** To make them for each change would be dear. */
	private final Map<TableSchema, List<EntryMapping>> mappings = new IdentityHashMap<>();

	/**
	 * Hold entries whose rows are being looked for.
	 * @param entries tells which entries changes concern
	 * @param candidates the entries, and where their rows are looked for
	 * @param start where the stream was before
	 * @param reading gives the rows found by each search; lacks those that are impossible
	 */
	LeftoverPage(Entries entries, Map<Entry, Set<RowSearch>> candidates, Position start,
			CompletableFuture<Map<RowSearch, List<TableRows>>> reading) {
		this.entries = entries;
		this.candidates = new LinkedHashMap<>(candidates);
		this.size = candidates.size();
		this.start = start;
		this.reading = reading;
	}

	@Override
	public boolean isRead() {
		return this.reading.isDone();
	}

	@Override
	public @Nullable String arrive() {
		Map<RowSearch, List<TableRows>> rows = this.reading.join();
		rows.values().forEach(this.found::addAll);
		if (!this.found.stream().allMatch((each) -> each.low().reaches(this.start))) {
			return "The server whose tables are read is not yet at " + this.start;
		}
		this.candidates.values().removeIf((searches) -> !rows.keySet().containsAll(searches));
		for (TableRows each : this.found) {
			for (EntryMapping mapping : mappings(each.schema())) {
				for (Row row : each.rows()) {
					remove(mapping.entry(row));
				}
			}
		}
		return null;
	}

	private List<EntryMapping> mappings(TableSchema table) {
		return this.mappings.computeIfAbsent(table, this.entries::mappings);
	}

	private void remove(@Nullable Entry entry) {
		if (entry != null) {
			this.candidates.remove(entry);
		}
	}

	@Override
	public void drop(Change change) {
		for (EntryMapping mapping : mappings(change.schema())) {
			drop(mapping.entry(change.before()));
			drop(mapping.entry(change.after()));
		}
	}

	private void drop(@Nullable Entry entry) {
		if (entry != null && this.candidates.containsKey(entry)) {
			this.changed.add(entry);
		}
	}

	@Override
	public boolean isDue(Position reached) {
		return this.found.stream().allMatch((each) -> reached.reaches(each.high()));
	}

	@Override
	public boolean isSettled() {
		return this.candidates.isEmpty();
	}

	@Override
	public int size() {
		return this.size;
	}

	/**
	 * The entries to look for once more.
	 * @return those that were changed meanwhile
	 */
	public Set<Entry> changed() {
		this.changed.retainAll(this.candidates.keySet());
		return this.changed;
	}

	/**
	 * All entries that are not known to have a row.
	 * @return the entries, also those that were changed meanwhile
	 */
	public Set<Entry> entries() {
		return this.candidates.keySet();
	}

	/** What is left over, to be deleted. */
	ChangeBatch toBatch(Position position, Instant now) {
		return new ChangeBatch(List.of(), position, now, 0, Set.of(), new Leftovers(left(), this.start.version()),
				false);
	}

	/**
	 * What is left over as far as can be told now.
	 * @return the entries that no row has and that were not changed meanwhile
	 */
	public List<Entry> left() {
		return this.candidates.keySet().stream().filter((entry) -> !this.changed.contains(entry)).toList();
	}

}
