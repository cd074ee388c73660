package io.github.canalspring.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import io.github.canalspring.source.TableId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far a snapshot is.
 *
 * @param tables the tables that are left, the one being read first
 * @param after the primary key of the last row that was read of the first table; empty
 * before its first row
 * @param rows how many rows of the first table were read
 */
record SnapshotProgress(List<TableId> tables, List<String> after, long rows) {

	SnapshotProgress {
		tables = List.copyOf(tables);
		after = List.copyOf(after);
	}

	static SnapshotProgress of(List<TableId> tables) {
		return new SnapshotProgress(tables, List.of(), 0);
	}

	boolean isDone() {
		return this.tables.isEmpty();
	}

	TableId table() {
		return this.tables.get(0);
	}

	/** Rows of the first table were read, and it has more. */
	SnapshotProgress behind(List<String> key, int read) {
		return new SnapshotProgress(this.tables, key, this.rows + read);
	}

	/** The first table is done. */
	SnapshotProgress next() {
		return of(this.tables.subList(1, this.tables.size()));
	}

	/** Tables are to be read from their beginning, after those that are left. */
	SnapshotProgress again(List<TableId> wanted) {
		List<TableId> all = new ArrayList<>(this.tables);
		all.removeAll(wanted);
		boolean sameTable = !all.isEmpty() && all.get(0).equals(table());
		all.addAll(wanted);
		return sameTable ? new SnapshotProgress(all, this.after, this.rows) : of(all);
	}

	/** One word of text; keys may hold any character. */
	String text() {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(JsonMapper.shared().writeValueAsBytes(this));
	}

	/**
	 * Read back what {@link #text()} wrote.
	 * @throws IllegalArgumentException if it is something else
	 */
	static SnapshotProgress parse(String text) {
		try {
			String json = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
			return JsonMapper.shared().readValue(json, SnapshotProgress.class);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not the progress of a snapshot: '" + text + "'", ex);
		}
	}

}
