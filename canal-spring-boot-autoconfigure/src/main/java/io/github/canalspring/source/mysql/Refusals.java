package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.mysql.BinlogClient.Refusal;

/**
 * The servers that answer but are not to be read, in one round over all of them. Another
 * one may be there again in a moment, and one that is behind may catch up, so they are
 * waited for a while before giving up.
 */
final class Refusals {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final List<Refusal> round = new ArrayList<>();

	private long since;

	private boolean waiting;

	void clear() {
		this.waiting = false;
	}

	void newRound() {
		this.round.clear();
	}

	void add(Refusal refusal) {
		this.round.add(refusal);
		if (!this.waiting) {
			this.waiting = true;
			this.since = System.nanoTime();
		}
	}

	/**
	 * Give up, if it is time to.
	 * @param hosts how many servers were tried in this round
	 * @throws SourceException what is to be done about it; that the position is lost only
	 * if that holds for all that refuse
	 */
	void check(int hosts) {
		if (this.round.isEmpty()) {
			return;
		}
		boolean settled = this.round.size() == hosts && this.round.stream().noneMatch(Refusal::isPassing);
		if (settled || System.nanoTime() - this.since > PATIENCE_NANOS) {
			List<SourceException> reasons = this.round.stream().map(Refusal::refusal).toList();
			throw reasons.stream()
				.filter((reason) -> !(reason instanceof PositionLostException))
				.findFirst()
				.orElse(reasons.get(0));
		}
	}

}
