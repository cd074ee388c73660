package io.github.canalspring.verify;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.snapshot.ChunkSize;
import io.github.canalspring.snapshot.PendingChunk;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the rows of one table with their entries, chunk by chunk. A chunk is read from
 * MySQL; when the sink has all that the read has seen, its entries are read, too. What
 * differs then, of a row that no change was told of since before the chunk was read, is
 * certain. Rows that were changed meanwhile are looked at again.
 */
final class TableCheck {

	private static final Logger logger = LoggerFactory.getLogger(TableCheck.class);

	/** How often rows are looked at again that keep changing. */
	private static final int LOOKS = 3;

	/** As often as it takes more than the minute in which a deletion is forgotten. */
	private static final int MENDING_LOOKS = 9;

	private final Subject subject;

	private final VerifyTask task;

	private final TableId table;

	private TableOutline outline;

	private final ChunkSize size;

	private final Patience patience;

	private final Tally tally;

	private final Clock clock;

	/** What was found in the way of rows, and what of it was removed. */
	private final Set<Entry> obstacles = new HashSet<>();

	private final Set<Entry> removed = new HashSet<>();

	/**
	 * Create a check.
	 * @param outline the table as it is before it is read; it has a key
	 */
	TableCheck(Subject subject, VerifyTask task, TableId table, TableOutline outline, ChunkSize size, Patience patience,
			Tally tally, Clock clock) {
		this.subject = subject;
		this.task = task;
		this.table = table;
		this.outline = outline;
		this.size = size;
		this.patience = patience;
		this.tally = tally;
		this.clock = clock;
	}

	void run() throws EndedException, InterruptedException {
		List<String> after = List.of();
		TableChunk chunk;
		do {
			this.patience.sleep(this.size.untilOpen().toMillis());
			chunk = check(after);
			this.size.spend(chunk.rows().size());
			after = chunk.last();
		}
		while (!chunk.end());
	}

	/** Look at a chunk, and again at those of its rows that could not be judged. */
	private TableChunk check(List<String> after) throws EndedException, InterruptedException {
		ChunkLimit limit = this.size.limit(this.outline.bytesPerRow());
		Look look = this.patience.until(() -> look(after, limit, null));
		TableChunk chunk = look.chunk();
		ChunkLimit wider = new ChunkLimit(2 * chunk.rows().size() + 100, Long.MAX_VALUE);
		Map<List<@Nullable Object>, List<Mismatch>> found = new LinkedHashMap<>(look.found());
		for (int number = 1; !look.open().isEmpty() && number < (look.stubborn() ? MENDING_LOOKS : LOOKS); number++) {
			if (look.stubborn()) {
				this.patience.sleep(500L << number);
			}
			Look before = look;
			look = this.patience.until(() -> look(after, wider, before));
			look.found().forEach(found::putIfAbsent);
		}
		tell(chunk, look, found);
		return chunk;
	}

	private void tell(TableChunk chunk, Look last, Map<List<@Nullable Object>, List<Mismatch>> found) {
		// What is in the way of many rows is told once.
		found.values()
			.stream()
			.flatMap(List::stream)
			.filter((mismatch) -> !mismatch.inTheWay() || this.obstacles.add(mismatch.entry()))
			.forEach(this.tally::found);
		Set<List<@Nullable Object>> right = new HashSet<>(last.mended());
		right.removeAll(last.found().keySet());
		right.removeAll(last.open());
		this.tally.mended(found.entrySet()
			.stream()
			.filter((entry) -> right.contains(entry.getKey()))
			.flatMap((entry) -> entry.getValue().stream())
			.filter((mismatch) -> !mismatch.inTheWay() || this.removed.add(mismatch.entry()))
			.count());
		Set<List<@Nullable Object>> open = new HashSet<>(last.open());
		open.removeAll(found.keySet());
		this.tally.rows(chunk.rows().size() - open.size(), open.size());
	}

	/**
	 * Look once.
	 * @param before what was seen before, of which what is open is looked at again;
	 * {@code null} to look at all rows
	 */
	private Look look(List<String> after, ChunkLimit limit, @Nullable Look before)
			throws LookAgainException, IOException, EndedException, InterruptedException {
		this.subject.requireWhole(Set.of(this.table));
		CompletableFuture<TableChunk> reading = new CompletableFuture<>();
		try (PipelineWatch.Watched<PendingChunk> watched = this.subject.watch()
			.watch((start) -> PendingChunk.toCompare(this.table, this.outline, start, reading),
					(position) -> this.subject.isWhole(Set.of(this.table), position))) {
			long start = System.nanoTime();
			TableChunk chunk = this.subject.reader().read(this.table, this.task.range(), after, limit);
			long read = System.nanoTime() - start;
			reading.complete(chunk);
			arrive(watched);
			watched.awaitDue(this.patience.waitNanos());
			Map<List<@Nullable Object>, Row> rows = watched.get(PendingChunk::rows);
			Set<List<@Nullable Object>> keys = watched.get(PendingChunk::keys);
			if (before != null) {
				rows.keySet().retainAll(before.open());
				keys.retainAll(before.open());
			}
			start = System.nanoTime();
			Map<List<@Nullable Object>, List<Mismatch>> different = compare(watched, chunk, rows);
			this.size.took(read + System.nanoTime() - start, !chunk.end());
			return judge(watched, chunk, keys, rows, different, before);
		}
	}

	/** If not, perhaps because the table has another key now. */
	private void arrive(PipelineWatch.Watched<PendingChunk> watched) throws LookAgainException {
		try {
			watched.arrive();
		}
		catch (LookAgainException ex) {
			this.outline = this.subject.reader().outline(this.table);
			throw ex;
		}
	}

	private Map<List<@Nullable Object>, List<Mismatch>> compare(PipelineWatch.Watched<PendingChunk> watched,
			TableChunk chunk, Map<List<@Nullable Object>, Row> rows)
			throws LookAgainException, IOException, InterruptedException {
		Position reached = watched.reached();
		Map<Change, List<@Nullable Object>> inserts = new LinkedHashMap<>();
		rows.forEach((key, row) -> inserts.put(insert(chunk, row, reached), key));
		Map<List<@Nullable Object>, List<Mismatch>> different = new LinkedHashMap<>();
		for (Mismatch mismatch : this.subject.comparison().compare(List.copyOf(inserts.keySet()))) {
			List<@Nullable Object> key = inserts.get(mismatch.row());
			if (key != null) {
				different.computeIfAbsent(key, (unused) -> new ArrayList<>()).add(mismatch);
			}
		}
		return different;
	}

	private Change insert(TableChunk chunk, Row row, Position at) {
		return new Change(chunk.schema(), Operation.INSERT, null, row,
				new Transaction(at, null, this.clock.instant(), true), 0, at.version());
	}

	private Look judge(PipelineWatch.Watched<PendingChunk> watched, TableChunk chunk, Set<List<@Nullable Object>> keys,
			Map<List<@Nullable Object>, Row> rows, Map<List<@Nullable Object>, List<Mismatch>> different,
			@Nullable Look before) throws LookAgainException, InterruptedException {
		Map<List<@Nullable Object>, List<Mismatch>> certain = new LinkedHashMap<>(different);
		if (!different.isEmpty()) {
			// A store that has just lost its data is filled again by the pipeline.
			watched.ask((kept) -> this.subject.sink().check(), this.patience.waitNanos());
			certain.keySet().retainAll(watched.get(PendingChunk::rows).keySet());
		}
		Set<List<@Nullable Object>> open = new HashSet<>(keys);
		open.removeIf((key) -> rows.containsKey(key) && (!different.containsKey(key) || certain.containsKey(key)));
		Set<List<@Nullable Object>> mended = new HashSet<>((before != null) ? before.mended() : Set.of());
		boolean stubborn = certain.keySet().stream().anyMatch(mended::contains);
		if (this.task.mend() && !certain.isEmpty() && mend(watched, chunk, certain)) {
			mended.addAll(certain.keySet());
			open.addAll(certain.keySet());
		}
		return new Look(chunk, certain, open, mended, stubborn);
	}

	private boolean mend(PipelineWatch.Watched<PendingChunk> watched, TableChunk chunk,
			Map<List<@Nullable Object>, List<Mismatch>> certain) throws LookAgainException, InterruptedException {
		String refused = watched.ask((kept) -> {
			Map<List<@Nullable Object>, Row> rows = watched.get(PendingChunk::rows);
			rows.keySet().retainAll(certain.keySet());
			Position now = watched.reached();
			this.subject.sink()
				.mend(rows.values().stream().map((row) -> insert(chunk, row, now)).toList(),
						new Leftovers(rows.keySet()
							.stream()
							.flatMap((key) -> certain.getOrDefault(key, List.of()).stream())
							.filter(Mismatch::inTheWay)
							.map(Mismatch::entry)
							.distinct()
							.toList(), now.version()),
						kept);
		}, this.patience.waitNanos());
		if (refused != null) {
			logger.warn("{}: rows of {} could not be mended: {}", this.subject.name(), this.table, refused);
		}
		return refused == null;
	}

	/**
	 * What was seen of a chunk.
	 *
	 * @param chunk the chunk
	 * @param found what differs for certain, by the keys of rows
	 * @param open the keys of rows that are to be looked at again
	 * @param mended the keys of rows that were written so far, because they differed
	 * @param stubborn whether one of them still differs
	 */
	private record Look(TableChunk chunk, Map<List<@Nullable Object>, List<Mismatch>> found,
			Set<List<@Nullable Object>> open, Set<List<@Nullable Object>> mended, boolean stubborn) {

	}

}
