package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RefusedRows;
import io.github.canalspring.source.Change;
import org.jspecify.annotations.Nullable;

/**
 * The last effect on each key, and on each member of a shared one, of a run of changes.
 * What one ends as does not depend on any other, so the order between them is free, and
 * equal commands may be joined.
 */
final class PendingWrites {

	private final Map<String, Write> writes = new LinkedHashMap<>();

	private final Map<RedisMember, Membership> members = new LinkedHashMap<>();

	void remove(String key) {
		this.writes.put(key, Write.REMOVAL);
	}

	/**
	 * Put an entry.
	 * @param key the key
	 * @param value writes the entry
	 * @param change the change whose row is written as it is after it
	 */
	void put(String key, ValueWriter value, Change change) {
		this.writes.put(key, new Write(value, change));
	}

	void removeMember(RedisMember member) {
		this.members.put(member, Membership.REMOVAL);
	}

	/**
	 * Add a member.
	 * @param member the member
	 * @param score its place in a sorted set
	 * @param change the change by which the row is one
	 * @param mapping the mapping that says so
	 */
	void addMember(RedisMember member, double score, Change change, RedisMapping mapping) {
		this.members.put(member, new Membership(score, change, mapping));
	}

	int size() {
		return this.writes.size() + this.members.size();
	}

	/**
	 * Turn the writes into commands; none are pending then.
	 * @param commands takes the commands
	 * @param refused takes the changes whose entries cannot be written; what is there is
	 * deleted, because it is of an older row
	 * @param foreign keys that are no sets: they can take no members, and have none
	 */
	void drainTo(EntryWriter commands, RefusedRows refused, Set<String> foreign) {
		this.writes.forEach((key, write) -> write.addTo(commands, bytes(key), refused));
		this.members.forEach((member, membership) -> {
			if (foreign.contains(member.key())) {
				membership.refuse(refused);
			}
			else {
				membership.addTo(commands, member);
			}
		});
		clear();
	}

	void clear() {
		this.writes.clear();
		this.members.clear();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** What becomes of a member; without a change, it goes. */
	private record Membership(double score, @Nullable Change change, @Nullable RedisMapping mapping) {

		private static final Membership REMOVAL = new Membership(0, null, null);

		private void addTo(EntryWriter commands, RedisMember member) {
			if (this.change == null) {
				commands.removeMember(member);
			}
			else {
				commands.addMember(member, this.score);
			}
		}

		private void refuse(RefusedRows refused) {
			if (this.change != null) {
				refused.add(this.change, "Redis mapping " + this.mapping
						+ ": what is under the key is not the set that the row belongs to (WRONGTYPE)");
			}
		}

	}

	private record Write(@Nullable ValueWriter value, @Nullable Change change) {

		private static final Write REMOVAL = new Write(null, null);

		private void addTo(EntryWriter commands, byte[] key, RefusedRows refused) {
			Row row = (this.change != null) ? this.change.after() : null;
			if (this.change == null || this.value == null || row == null) {
				commands.delete(key);
				return;
			}
			try {
				this.value.write(key, row, commands);
			}
			catch (UnwritableRowException ex) {
				commands.delete(key);
				refused.add(this.change, String.valueOf(ex.getMessage()));
			}
		}

	}

}
