package io.github.canalspring.verify;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.Difference;
import io.github.canalspring.Verification;
import io.github.canalspring.sink.Mismatch;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a comparison finds. Counted by one thread, told to any.
 */
final class Tally {

	private final String pipeline;

	private final VerifyTask task;

	private final Clock clock;

	private final Instant startedAt;

	private final Map<Difference.Kind, Long> found = new EnumMap<>(Difference.Kind.class);

	private final List<Difference> examples = new ArrayList<>();

	private @Nullable Instant finishedAt;

	private @Nullable String error;

	private long rows;

	private long entries;

	private long mended;

	private long unsettled;

	Tally(String pipeline, VerifyTask task, Clock clock) {
		this.pipeline = pipeline;
		this.task = task;
		this.clock = clock;
		this.startedAt = clock.instant();
	}

	synchronized void rows(int compared, int open) {
		this.rows += compared;
		this.unsettled += open;
	}

	synchronized void entries(int looked) {
		this.entries += looked;
	}

	synchronized void found(Mismatch mismatch) {
		this.found.merge(mismatch.kind(), 1L, Long::sum);
		if (this.examples.size() < this.task.examples()) {
			this.examples.add(new Difference(mismatch.kind(), mismatch.entry().toString(), mismatch.detail()));
		}
	}

	synchronized void mended(long count) {
		this.mended += count;
	}

	/**
	 * Not everything can be compared.
	 * @param reason why
	 */
	synchronized void problem(String reason) {
		this.error = reason;
	}

	/** Nothing more is counted. */
	synchronized void finish() {
		this.finishedAt = this.clock.instant();
	}

	synchronized Verification result() {
		return new Verification(this.pipeline, this.task.tables().stream().map(TableId::toString).toList(),
				this.startedAt, this.finishedAt, this.rows, this.entries, count(Difference.Kind.MISSING),
				count(Difference.Kind.DIFFERENT), count(Difference.Kind.LEFT_OVER), this.mended, this.unsettled,
				this.examples, this.error);
	}

	private long count(Difference.Kind kind) {
		return this.found.getOrDefault(kind, 0L);
	}

}
