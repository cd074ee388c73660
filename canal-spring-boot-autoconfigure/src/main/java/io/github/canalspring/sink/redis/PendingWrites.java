package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.canalspring.event.Row;

/**
 * The last effect on each key, and on each member of a shared one, of a run of changes.
 * What one ends as does not depend on any other, so the order between them is free, and
 * equal commands may be joined.
 */
final class PendingWrites {

	private static final Write REMOVAL = new Write((key, row, commands) -> commands.delete(key), Row.of(Map.of()));

	private final Map<String, Write> writes = new LinkedHashMap<>();

	/** The score, or {@code NaN} for a member that is to go. */
	private final Map<Member, Double> members = new LinkedHashMap<>();

	void remove(String key) {
		this.writes.put(key, REMOVAL);
	}

	void put(String key, ValueWriter value, Row row) {
		this.writes.put(key, new Write(value, row));
	}

	void removeMember(Member member) {
		this.members.put(member, Double.NaN);
	}

	void addMember(Member member, double score) {
		this.members.put(member, score);
	}

	int size() {
		return this.writes.size() + this.members.size();
	}

	/** Turn the writes into commands; none are pending then. */
	void drainTo(CommandGroup commands) {
		this.writes.forEach((key, write) -> write.value().write(bytes(key), write.row(), commands));
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

	/**
	 * A member of a shared key.
	 *
	 * @param key the key
	 * @param name the member
	 * @param sorted whether the key is a sorted set
	 */
	record Member(String key, String name, boolean sorted) {

	}

	private record Write(ValueWriter value, Row row) {

	}

}
