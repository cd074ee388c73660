package io.github.canalspring.pipeline;

import java.util.List;

import io.github.canalspring.parking.ParkingPlace;
import io.github.canalspring.source.ChangeBatch;

/**
 * Batches without the changes that wait behind parked ones.
 *
 * @param passing what is for the sink, batch by batch
 * @param waiting what is to be parked of each batch, once the sink has what passes; empty
 * where nothing waits in any of them
 */
record Diverted(List<ChangeBatch> passing, List<List<ParkingPlace.Request>> waiting) {

	static Diverted nothing(List<ChangeBatch> batches) {
		return new Diverted(batches, List.of());
	}

	boolean isNothing() {
		return this.waiting.isEmpty();
	}

	/** What waits in the first batches. */
	List<ParkingPlace.Request> waiting(int batches) {
		return isNothing() ? List.of() : this.waiting.subList(0, batches).stream().flatMap(List::stream).toList();
	}

}
