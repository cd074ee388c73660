package io.github.canalspring.source.rabbitmq;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;

/**
 * The changes that came last, by their places in the database's stream. Whoever publishes
 * starts over from its last position after a crash, and what it had published since comes
 * a second time; applied again, it would set rows back.
 * <p>
 * Only the very same change is a repetition, however old another one is: one that
 * RabbitMQ had refused at first comes late, and once. Those behind it were meant to come
 * after it, so they are forgotten, and come into effect again.
 */
final class Repetitions {

	private static final int MAX_PLACES = 32_768;

	private static final int MAX_STREAMS = 64;

	private final Map<String, Recent> streams = new HashMap<>();

	/**
	 * Whether a change was here before.
	 * @param place its place
	 * @return whether it is a repetition
	 */
	boolean isOne(Place place) {
		if (this.streams.size() >= MAX_STREAMS && !this.streams.containsKey(place.stream())) {
			this.streams.clear();
		}
		return this.streams.computeIfAbsent(place.stream(), (name) -> new Recent()).isRepeated(place);
	}

	/**
	 * Where a change is in its stream. Two with the same place are the same change.
	 *
	 * @param stream the stream's name
	 * @param version the change's version in it
	 * @param row the change's number among those of the version
	 * @param table the table
	 * @param operation what happened: a row that gets another key is two messages
	 * @param committedAt when: another server may have used the same numbers
	 */
	record Place(String stream, long version, long row, TableId table, Operation operation, Instant committedAt) {

		private boolean isBefore(Place other) {
			return this.version < other.version || (this.version == other.version && this.row < other.row);
		}

	}

	private static final class Recent {

		private final Set<Place> places = new LinkedHashSet<>();

		private Place newest = new Place("", -1, -1, new TableId("", ""), Operation.INSERT, Instant.EPOCH);

		boolean isRepeated(Place place) {
			if (this.places.contains(place)) {
				return true;
			}
			if (place.isBefore(this.newest)) {
				this.places.clear();
			}
			this.newest = place;
			this.places.add(place);
			if (this.places.size() > MAX_PLACES) {
				Iterator<Place> oldest = this.places.iterator();
				oldest.next();
				oldest.remove();
			}
			return false;
		}

	}

}
