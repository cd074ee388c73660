package io.github.canalspring.parking;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.github.canalspring.ParkedKey;
import io.github.canalspring.PipelineStatus.Parked;
import io.github.canalspring.checkpoint.RecordFile;
import io.github.canalspring.source.Change;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one pipeline that could not be applied, with those that wait behind
 * them, in a file. The file is made when the first change is parked. What is kept in
 * memory is where each change is. Safe for use by several threads.
 */
public final class ParkingPlace implements AutoCloseable {

	/** How much of what was taken out may stay in the file. */
	private static final long WASTE = 1024 * 1024;

	private static final int MAX_REASON = 1000;

	private final Path directory;

	private final String name;

	private final long limit;

	private final Clock clock;

	private final Map<String, ParkedRow> rows = new HashMap<>();

	private final Map<Long, ParkedRow> byNumber = new HashMap<>();

	private final Set<String> eventIds = new HashSet<>();

	/** What the file does not know to be applied yet. */
	private final List<ParkedChange> applied = new ArrayList<>();

	private @Nullable ParkingLog log;

	private long bytes;

	private long lastNumber;

	/**
	 * Create a parking place.
	 * @param directory the folder of its file
	 * @param name the file's name: the stream and the sink
	 * @param limit how many bytes of changes have room
	 * @param clock tells when changes are parked
	 */
	public ParkingPlace(Path directory, String name, long limit, Clock clock) {
		this.directory = directory;
		this.name = name + "-parked";
		this.limit = limit;
		this.clock = clock;
	}

	/**
	 * Find what is parked, if it is not known yet.
	 * @throws io.github.canalspring.checkpoint.CorruptCheckpointException if the file has
	 * been damaged
	 * @throws IOException if it cannot be read, or another process uses it
	 */
	public synchronized void open() throws IOException {
		if (this.log == null) {
			forget();
			if (RecordFile.exists(this.directory, this.name)) {
				log();
			}
		}
	}

	private ParkingLog log() throws IOException {
		ParkingLog current = this.log;
		if (current == null) {
			forget();
			current = new ParkingLog(this.directory, this.name, this::add, this::removed);
			this.log = current;
		}
		return current;
	}

	private void forget() {
		this.rows.clear();
		this.byNumber.clear();
		this.eventIds.clear();
		this.applied.clear();
		this.bytes = 0;
	}

	private void add(ParkedChange change) {
		ParkedRow row = new ParkedRow();
		row.add(change);
		for (String key : change.keys()) {
			ParkedRow other = this.rows.get(key);
			if (other != null && other != row) {
				other.addAll(row);
				row = other;
			}
		}
		ParkedRow merged = row;
		merged.keys().forEach((key) -> this.rows.put(key, merged));
		merged.changes().forEach((each) -> this.byNumber.put(each.number(), merged));
		this.eventIds.add(change.eventId());
		this.bytes += change.length();
		this.lastNumber = Math.max(this.lastNumber, change.number());
	}

	private void removed(long number) {
		ParkedRow row = this.byNumber.remove(number);
		if (row == null) {
			return;
		}
		Iterator<ParkedChange> changes = row.changes().iterator();
		ParkedChange change = changes.next();
		while (change.number() != number) {
			change = changes.next();
		}
		changes.remove();
		this.eventIds.remove(change.eventId());
		this.bytes -= change.length();
		if (row.changes().isEmpty()) {
			row.keys().forEach(this.rows::remove);
		}
	}

	public synchronized boolean isEmpty() {
		return this.byNumber.isEmpty();
	}

	/**
	 * Whether changes of one of these rows are parked.
	 * @param keys the rows
	 * @return whether there are any
	 */
	public synchronized boolean holds(Collection<String> keys) {
		return keys.stream().anyMatch(this.rows::containsKey);
	}

	/**
	 * Park changes durably, all or none; those that are there already are left alone.
	 * @param changes the changes
	 * @throws ParkingFullException if there is no room
	 * @throws IOException if they cannot be written
	 */
	public synchronized void park(List<Request> changes) throws IOException {
		ParkingLog file = log();
		List<ParkedChange> parked = new ArrayList<>();
		List<byte[]> contents = new ArrayList<>();
		Set<String> news = new HashSet<>();
		long size = 0;
		Instant now = this.clock.instant().truncatedTo(ChronoUnit.MILLIS);
		for (Request request : changes) {
			Change change = request.change();
			String eventId = change.eventId();
			if (!this.eventIds.contains(eventId) && news.add(eventId)) {
				byte[] content = file.format(change);
				size += content.length;
				contents.add(content);
				parked.add(new ParkedChange(this.lastNumber + contents.size(), change.version(), change.rowNumber(),
						eventId, change.schema().id().toString(), List.copyOf(request.keys()), change.position(),
						Objects.requireNonNullElse(request.since(), now), shortened(request.reason()), 0,
						content.length));
			}
		}
		requireRoom(size);
		if (!parked.isEmpty()) {
			file.park(parked, contents).forEach(this::add);
		}
	}

	private void requireRoom(long size) throws ParkingFullException {
		if (this.bytes + size > this.limit) {
			throw new ParkingFullException("The parking place is full: " + this.byNumber.size() + " changes of "
					+ distinct().size() + " rows take " + this.bytes + " of " + this.limit + " bytes in "
					+ this.directory.toAbsolutePath() + ", and there is no room for " + size + " more. See why they "
					+ "could not be applied, then let them be applied or discard them (CanalOperations), or raise "
					+ "canal.parking.max-size");
		}
	}

	private static String shortened(String reason) {
		return (reason.length() <= MAX_REASON) ? reason : reason.substring(0, MAX_REASON) + "...";
	}

	/**
	 * Forget what is parked of rows.
	 * @param keys the rows
	 * @return for each of them of which something was parked, since when
	 * @throws IOException if that cannot be written
	 */
	public synchronized Map<String, Instant> remove(Collection<String> keys) throws IOException {
		Map<String, Instant> found = new LinkedHashMap<>();
		Set<ParkedRow> affected = new LinkedHashSet<>();
		for (String key : keys) {
			ParkedRow row = this.rows.get(key);
			if (row != null) {
				affected.add(row);
				found.put(key, row.since());
			}
		}
		removeRows(affected);
		return found;
	}

	/**
	 * Forget what is parked of tables.
	 * @param tables tells by their full names which
	 * @throws IOException if that cannot be written
	 */
	public synchronized void removeTables(Predicate<String> tables) throws IOException {
		removeRows(distinct().stream()
			.filter((row) -> row.changes().stream().allMatch((change) -> tables.test(change.table())))
			.toList());
	}

	private void removeRows(Collection<ParkedRow> affected) throws IOException {
		removeChanges(affected.stream().flatMap((row) -> row.changes().stream()).toList());
	}

	private void removeChanges(List<ParkedChange> changes) throws IOException {
		if (changes.isEmpty()) {
			return;
		}
		ParkingLog file = log();
		file.remove(changes);
		changes.forEach((change) -> removed(change.number()));
		compactIfWasteful(file);
	}

	private void compactIfWasteful(ParkingLog file) throws IOException {
		if (file.length() > (isEmpty() ? 0 : 2 * this.bytes) + WASTE) {
			compact(file);
		}
	}

	private void compact(ParkingLog file) throws IOException {
		List<ParkedChange> all = new ArrayList<>();
		distinct().forEach((row) -> all.addAll(row.changes()));
		all.sort(Comparator.comparingLong(ParkedChange::number));
		file.compact(all)
			.forEach((change) -> Objects.requireNonNull(this.byNumber.get(change.number())).replace(change));
	}

	/**
	 * The first of the changes that are parked of a row.
	 * @param key the row
	 * @return the change as it came; {@code null} if there is none
	 * @throws IOException if it cannot be read
	 */
	public synchronized @Nullable Change first(String key) throws IOException {
		ParkedRow row = this.rows.get(key);
		return (row != null) ? log().read(row.first()) : null;
	}

	/**
	 * The first of the changes that are parked of a row has been applied. That is not
	 * kept before {@link #keepApplied()}, until which nothing else of the row may be
	 * applied but what is parked.
	 * @param key the row
	 */
	public synchronized void applied(String key) {
		ParkedRow row = this.rows.get(key);
		if (row != null) {
			ParkedChange first = row.first();
			this.applied.add(first);
			removed(first.number());
		}
	}

	/**
	 * Keep what has been applied: before that, it is parked again after a crash.
	 * @throws IOException if it cannot be written; it may be tried again
	 */
	public synchronized void keepApplied() throws IOException {
		if (!this.applied.isEmpty()) {
			ParkingLog file = log();
			file.remove(this.applied);
			this.applied.clear();
			compactIfWasteful(file);
		}
	}

	/**
	 * The first of the changes that are parked of a row was refused again.
	 * @param key the row
	 * @param reason why
	 */
	public synchronized void refused(String key, String reason) {
		ParkedRow row = this.rows.get(key);
		if (row != null) {
			row.reason(shortened(reason));
		}
	}

	/**
	 * The rows of which something is parked.
	 * @param pipeline the pipeline's name
	 * @return the rows in the order in which they were parked
	 */
	public synchronized List<ParkedKey> list(String pipeline) {
		return distinct().stream()
			.sorted(Comparator.comparing(ParkedRow::first))
			.map((row) -> new ParkedKey(pipeline, row.name(), row.changes().size(), row.first().eventId(),
					row.first().position(), row.since(), row.reason()))
			.toList();
	}

	/**
	 * How much is parked.
	 * @return counts; {@code null} if nothing is
	 */
	public synchronized @Nullable Parked status() {
		Set<ParkedRow> all = distinct();
		return all.stream()
			.min(Comparator.comparing(ParkedRow::since))
			.map((oldest) -> new Parked(all.size(), this.byNumber.size(), this.bytes, oldest.since(), oldest.reason()))
			.orElse(null);
	}

	private Set<ParkedRow> distinct() {
		return new LinkedHashSet<>(this.rows.values());
	}

	/**
	 * Let another process have the file.
	 */
	@Override
	public synchronized void close() throws IOException {
		ParkingLog current = this.log;
		this.log = null;
		if (current != null) {
			current.close();
		}
	}

	/**
	 * A change to be parked.
	 *
	 * @param change the change
	 * @param keys the rows that it is about
	 * @param reason why it is parked; empty if it waits behind another one
	 * @param since when its row was parked first; {@code null} for now
	 */
	public record Request(Change change, Set<String> keys, String reason, @Nullable Instant since) {

	}

}
