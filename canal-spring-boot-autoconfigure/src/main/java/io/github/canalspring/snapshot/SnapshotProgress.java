package io.github.canalspring.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is left to be read beside the stream, and which tables the sink has. Immutable.
 */
final class SnapshotProgress {

	/** Nothing to read, and it is not kept which tables the sink has. */
	static final SnapshotProgress NONE = new SnapshotProgress(new Kept(List.of(), null, null));

	private final Kept kept;

	/** It is part of every position, so it is not written anew for each. */
	private @Nullable String text;

	private SnapshotProgress(Kept kept) {
		this.kept = kept;
	}

	/** What is left, the job under way first. */
	List<SnapshotJob> jobs() {
		return this.kept.jobs();
	}

	/** Whether a job, or another rebuild of the same, is among those that are left. */
	boolean includes(SnapshotJob job) {
		return jobs().stream()
			.anyMatch((each) -> each.equals(job)
					|| (each.rebuild() != null && job.rebuild() != null && each.rebuild().overlaps(job.rebuild())));
	}

	/** The rebuilds begin again of which the sink no longer has what was built. */
	SnapshotProgress restarted(Predicate<SnapshotJob> lost) {
		return doing(jobs().stream().map((job) -> {
			Rebuild rebuild = job.rebuild();
			return (rebuild != null && job.builds() && lost.test(job)) ? SnapshotJob.of(rebuild) : job;
		}).toList());
	}

	/** What is left if all else begins again: the rebuilds, which do so, too. */
	SnapshotProgress rebuilds() {
		List<SnapshotJob> rebuilds = jobs().stream().filter((job) -> job.rebuild() != null).toList();
		return new SnapshotProgress(new Kept(rebuilds, Map.of(), notes())).restarted((job) -> true);
	}

	boolean isDone() {
		return this.kept.jobs().isEmpty();
	}

	/** Whether positions need not tell of it. */
	boolean isNothing() {
		return isDone() && !isTracked() && notes().isEmpty();
	}

	SnapshotJob job() {
		return this.kept.jobs().get(0);
	}

	/** Whether it is kept which tables the sink has. */
	boolean isTracked() {
		return this.kept.filled() != null;
	}

	/** Whether the rows of a table are in the sink, or will be when all jobs are done. */
	boolean isFilled(TableId table) {
		Map<String, Collection<String>> filled = this.kept.filled();
		return filled != null && filled.getOrDefault(table.database(), List.of()).contains(table.table());
	}

	/** The same work, and these tables are what the sink has. */
	SnapshotProgress filled(@Nullable Collection<TableId> tables) {
		if (tables == null) {
			return new SnapshotProgress(new Kept(jobs(), null, notes()));
		}
		Map<String, Collection<String>> names = new TreeMap<>();
		tables.forEach((table) -> names.computeIfAbsent(table.database(), (key) -> new TreeSet<>()).add(table.table()));
		return new SnapshotProgress(new Kept(jobs(), names, notes()));
	}

	/** One more job, to be done before the others. */
	SnapshotProgress first(SnapshotJob job) {
		List<SnapshotJob> jobs = new ArrayList<>(jobs());
		jobs.add(0, job);
		return doing(jobs);
	}

	/** One more job, to be done after the others. */
	SnapshotProgress last(SnapshotJob job) {
		List<SnapshotJob> jobs = new ArrayList<>(jobs());
		jobs.add(job);
		return doing(jobs);
	}

	/** The first job got further, or is done and gone. */
	SnapshotProgress with(@Nullable SnapshotJob job) {
		List<SnapshotJob> jobs = new ArrayList<>(jobs());
		jobs.remove(0);
		if (job != null) {
			jobs.add(0, job);
		}
		return doing(jobs);
	}

	private SnapshotProgress doing(List<SnapshotJob> jobs) {
		return new SnapshotProgress(new Kept(jobs, this.kept.filled(), notes()));
	}

	/** What else is kept, by what it is about. */
	Map<String, String> notes() {
		return (this.kept.notes() != null) ? this.kept.notes() : Map.of();
	}

	/** The same work with one more note. */
	SnapshotProgress noted(String name, String note) {
		Map<String, String> notes = new TreeMap<>(notes());
		notes.put(name, note);
		return new SnapshotProgress(new Kept(jobs(), this.kept.filled(), notes));
	}

	/** One word of text; keys may hold any character. */
	String text() {
		String written = this.text;
		if (written == null) {
			written = Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString(JsonMapper.shared().writeValueAsBytes(this.kept));
			this.text = written;
		}
		return written;
	}

	/**
	 * Read back what {@link #text()} wrote.
	 * @throws IllegalArgumentException if it is something else
	 */
	static SnapshotProgress parse(String text) {
		try {
			String json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
			return new SnapshotProgress(JsonMapper.shared().readValue(json, Kept.class));
		}
		catch (JacksonException | NullPointerException ex) {
			throw new IllegalArgumentException("Not the progress of a snapshot: '" + text + "'", ex);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof SnapshotProgress progress && progress.text().equals(text());
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.kept.jobs());
	}

	/** For people. */
	@Override
	public String toString() {
		if (isDone()) {
			return "nothing to read";
		}
		SnapshotJob job = job();
		if (job.due() != null) {
			return "rebuild, at its last step";
		}
		return job.hasRows() ? "snapshot of " + job.table() + ", " + job.rows() + " rows read"
				: "snapshot, searching for leftovers";
	}

	/**
	 * What is written.
	 *
	 * @param jobs the work that is left
	 * @param filled the names of the tables that the sink has, by database; {@code null}
	 * if that is not kept
	 * @param notes what else is kept; {@code null} in positions of before there was any
	 */
	private record Kept(List<SnapshotJob> jobs, @Nullable Map<String, Collection<String>> filled,
			@Nullable Map<String, String> notes) {

		Kept {
			jobs = List.copyOf(jobs);
		}

	}

}
