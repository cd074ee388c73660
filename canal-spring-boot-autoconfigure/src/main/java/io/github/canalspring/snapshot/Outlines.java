package io.github.canalspring.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import io.github.canalspring.source.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the tables that are to be read. For the stream's thread; they are
 * looked at on the other one.
 */
final class Outlines {

	private final TableReader reader;

	private final Readings readings;

	private final SnapshotMeter meter;

	/** Of tables that are gone, {@code null}. */
	private final Map<TableId, @Nullable TableOutline> known = new HashMap<>();

	private @Nullable CompletableFuture<Map<TableId, @Nullable TableOutline>> looking;

	Outlines(TableReader reader, Readings readings, SnapshotMeter meter) {
		this.reader = reader;
		this.readings = readings;
		this.meter = meter;
	}

	/**
	 * Look at tables that are not known yet.
	 * @param tables the tables
	 * @return whether all are known
	 * @throws java.util.concurrent.CompletionException if looking at them failed
	 */
	boolean look(List<TableId> tables) {
		CompletableFuture<Map<TableId, @Nullable TableOutline>> running = this.looking;
		if (running != null && running.isDone()) {
			this.looking = null;
			running.join().forEach((table, outline) -> {
				this.known.put(table, outline);
				this.meter.estimated(table, (outline != null) ? outline.rows() : 0);
			});
		}
		List<TableId> unknown = tables.stream().filter((table) -> !this.known.containsKey(table)).toList();
		if (!unknown.isEmpty() && this.looking == null) {
			this.looking = this.readings.start(() -> read(unknown));
		}
		return unknown.isEmpty();
	}

	private Map<TableId, @Nullable TableOutline> read(List<TableId> tables) {
		Map<TableId, @Nullable TableOutline> outlines = new HashMap<>();
		for (TableId table : tables) {
			try {
				outlines.put(table, this.reader.outline(table));
			}
			catch (NoSuchTableException ex) {
				// Told when its turn comes.
				outlines.put(table, null);
			}
		}
		return outlines;
	}

	/** The outline of a table that was looked at; {@code null} if it is gone. */
	@Nullable TableOutline of(TableId table) {
		return this.known.get(table);
	}

	void forget(TableId table) {
		this.known.remove(table);
	}

	boolean isLooking() {
		return this.looking != null;
	}

}
