package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

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

	/** The score, or {@code NaN} for a member that is to go. */
	private final Map<RedisMember, Double> members = new LinkedHashMap<>();

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
		this.members.put(member, Double.NaN);
	}

	void addMember(RedisMember member, double score) {
		this.members.put(member, score);
	}

	int size() {
		return this.writes.size() + this.members.size();
	}

	/**
	 * Turn the writes into commands; none are pending then.
	 * @param commands takes the commands
	 * @param refused takes the changes whose entries cannot be written; what is there is
	 * deleted, because it is of an older row
	 */
	void drainTo(EntryWriter commands, RefusedRows refused) {
		this.writes.forEach((key, write) -> write.addTo(commands, bytes(key), refused));
		this.members.forEach((member, score) -> {
			if (score.isNaN()) {
				commands.removeMember(bytes(member.key()), bytes(member.name()), member.sorted());
			}
			else {
				commands.addMember(bytes(member.key()), bytes(member.name()), member.sorted(), score);
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
