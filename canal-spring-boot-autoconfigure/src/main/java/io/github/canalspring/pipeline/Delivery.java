package io.github.canalspring.pipeline;

import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way into the sink, by one attempt or several: what passes is applied,
 * then what the sink refused or what waits is parked, then the sink keeps the position
 * behind it. In another order, after a crash a parked change could be applied before
 * those that come before it.
 */
final class Delivery {

	private final Sink sink;

	private final Parking parking;

	private final Position before;

	private List<ChangeBatch> remaining;

	private @Nullable Diverted diverted;

	private boolean applied;

	/**
	 * Begin a delivery.
	 * @param before the position that the sink keeps
	 * @param batches what comes behind it
	 */
	Delivery(Sink sink, Parking parking, Position before, List<ChangeBatch> batches) {
		this.sink = sink;
		this.parking = parking;
		this.before = before;
		this.remaining = batches;
	}

	/**
	 * Go on from where the attempt before failed.
	 * @throws Exception if the sink does not have everything yet
	 */
	void attempt() throws Exception {
		while (!this.remaining.isEmpty()) {
			Diverted current = this.diverted;
			if (current == null) {
				current = this.parking.prepare(this.remaining, this.before);
				this.diverted = current;
			}
			this.remaining = deliver(current);
			this.diverted = null;
			this.applied = false;
		}
	}

	/** Returns what remains. */
	private List<ChangeBatch> deliver(Diverted current) throws Exception {
		try {
			apply(current.passing());
		}
		catch (ChangesRefusedException ex) {
			this.parking.park(ex, current.waiting(ex.batches()));
			return behind(ex.batches());
		}
		if (current.isNothing()) {
			return List.of();
		}
		this.parking.park(current.waiting(this.remaining.size()));
		return behind(this.remaining.size());
	}

	/** Once, also if what waits cannot be parked at once. */
	private void apply(List<ChangeBatch> passing) throws Exception {
		if (!this.applied) {
			this.sink.apply(passing);
			this.applied = true;
		}
	}

	/** The position of what is done, and what is not. */
	private List<ChangeBatch> behind(int done) {
		List<ChangeBatch> batches = new ArrayList<>();
		batches.add(this.remaining.get(done - 1).withChanges(List.of()));
		batches.addAll(this.remaining.subList(done, this.remaining.size()));
		return batches;
	}

}
