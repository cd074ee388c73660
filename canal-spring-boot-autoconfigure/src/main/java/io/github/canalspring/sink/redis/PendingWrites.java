package io.github.canalspring.sink.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.canalspring.event.Row;

/**
 * The last effect on each key of a run of changes. What one key ends as does not depend
 * on any other, so the order between keys is free, and equal commands may be joined.
 */
final class PendingWrites {

	private static final Write REMOVAL = new Write((key, row, commands) -> commands.delete(key), Row.of(Map.of()));

	private final Map<String, Write> writes = new LinkedHashMap<>();

	void remove(String key) {
		this.writes.put(key, REMOVAL);
	}

	void put(String key, ValueWriter value, Row row) {
		this.writes.put(key, new Write(value, row));
	}

	int size() {
		return this.writes.size();
	}

	/** Turn the writes into commands; none are pending then. */
	void drainTo(CommandGroup commands) {
		this.writes
			.forEach((key, write) -> write.value().write(key.getBytes(StandardCharsets.UTF_8), write.row(), commands));
		this.writes.clear();
	}

	void clear() {
		this.writes.clear();
	}

	private record Write(ValueWriter value, Row row) {

	}

}
