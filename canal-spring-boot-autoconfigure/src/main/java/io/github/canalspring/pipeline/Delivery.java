package io.github.canalspring.pipeline;

import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeBatch;

/**
 * Batches on their way into the sink, by one attempt or several: what the sink refuses is
 * parked, and then the sink keeps the position behind it.
 */
final class Delivery {

	private final Sink sink;

	private final Parking parking;

	private List<ChangeBatch> remaining;

	private boolean prepared;

	Delivery(Sink sink, Parking parking, List<ChangeBatch> batches) {
		this.sink = sink;
		this.parking = parking;
		this.remaining = batches;
	}

	/**
	 * Go on from where the attempt before failed.
	 * @throws Exception if the sink does not have everything yet
	 */
	void attempt() throws Exception {
		while (!this.remaining.isEmpty()) {
			if (!this.prepared) {
				this.remaining = this.parking.prepare(this.remaining);
				this.prepared = true;
			}
			try {
				this.sink.apply(this.remaining);
				this.remaining = List.of();
			}
			catch (ChangesRefusedException ex) {
				this.parking.park(ex);
				this.remaining = behind(ex.batches());
				this.prepared = false;
			}
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
