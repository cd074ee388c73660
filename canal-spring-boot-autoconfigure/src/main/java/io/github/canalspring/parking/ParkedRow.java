package io.github.canalspring.parking;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is parked of one row, or of several that a change of the primary key links, in the
 * order of the stream.
 */
final class ParkedRow {

	private final Set<String> keys = new LinkedHashSet<>();

	private final TreeSet<ParkedChange> changes = new TreeSet<>();

	/** Why its first change was refused the last time. */
	private String reason = "";

	void add(ParkedChange change) {
		this.keys.addAll(change.keys());
		this.changes.add(change);
		if (this.reason.isEmpty() || this.changes.first() == change && !change.reason().isEmpty()) {
			this.reason = change.reason();
		}
	}

	void addAll(ParkedRow other) {
		this.keys.addAll(other.keys);
		this.changes.addAll(other.changes);
		this.reason = this.reason.isEmpty() ? other.reason : this.reason;
	}

	void replace(ParkedChange change) {
		this.changes.remove(change);
		this.changes.add(change);
	}

	Set<String> keys() {
		return this.keys;
	}

	TreeSet<ParkedChange> changes() {
		return this.changes;
	}

	ParkedChange first() {
		return this.changes.first();
	}

	/** As a person would call it: the key that the row had when it was parked first. */
	String name() {
		return this.keys.iterator().next();
	}

	Instant since() {
		Instant since = first().parkedAt();
		for (ParkedChange change : this.changes) {
			since = change.parkedAt().isBefore(since) ? change.parkedAt() : since;
		}
		return since;
	}

	String reason() {
		return this.reason;
	}

	void reason(String newReason) {
		this.reason = newReason;
	}

}
