package io.github.canalspring.parking;

import java.time.Instant;
import java.util.List;

/**
 * Where a parked change is kept.
 *
 * @param number its number in the file
 * @param version its place in the stream
 * @param rowNumber its place among the changes of that version
 * @param eventId what tells it from all others
 * @param table the table's full name
 * @param keys the rows that it is about, the one that it leaves behind last
 * @param position where its transaction starts, for people
 * @param parkedAt when it was parked
 * @param reason why; empty where it only waits behind another one
 * @param offset where its bytes are
 * @param length how many they are
 */
record ParkedChange(long number, long version, long rowNumber, String eventId, String table, List<String> keys,
		String position, Instant parkedAt, String reason, long offset, int length) implements Comparable<ParkedChange> {

	ParkedChange {
		keys = List.copyOf(keys);
	}

	ParkedChange at(long newOffset) {
		return new ParkedChange(this.number, this.version, this.rowNumber, this.eventId, this.table, this.keys,
				this.position, this.parkedAt, this.reason, newOffset, this.length);
	}

	/** In the order of the stream, whenever they were parked. */
	@Override
	public int compareTo(ParkedChange other) {
		int order = Long.compare(this.version, other.version);
		order = (order != 0) ? order : Long.compare(this.rowNumber, other.rowNumber);
		return (order != 0) ? order : Long.compare(this.number, other.number);
	}

}
