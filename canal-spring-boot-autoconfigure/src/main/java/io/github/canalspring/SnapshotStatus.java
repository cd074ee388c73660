package io.github.canalspring;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline is with reading rows that tables have already.
 *
 * @param table the table that is being read, as {@code database.table}; {@code null}
 * while the sink is searched for what is left over of rows that are gone
 * @param tablesLeft the number of tables that are not done, this one included
 * @param rows the number of rows read so far, of the tables that were to be read when the
 * application started and those added since
 * @param estimatedRows the number of rows that these tables have, as their server
 * estimates it; never less than {@code rows}
 * @param rowsPerSecond the rate of the last seconds
 * @param timeLeft the time that the remaining rows take at this rate; {@code null} while
 * that cannot be told
 * @param entriesChecked the number of keys and documents of which was found out whether
 * their row is still there
 * @param leftovers the number of those that were removed because it is not
 * @param paused whether it is held by {@link CanalOperations#pauseSnapshot}
 * @param work what it is at
 * @param building the indices that are being built, or were and whose predecessors are
 * still to be removed; empty if none is
 */
public record SnapshotStatus(@Nullable String table, int tablesLeft, long rows, long estimatedRows,
		double rowsPerSecond, @Nullable Duration timeLeft, long entriesChecked, long leftovers, boolean paused,
		Work work, List<String> building) {

	public SnapshotStatus {
		building = List.copyOf(building);
	}

	/**
	 * What the reading of tables is at.
	 */
	public enum Work {

		/** Rows are read and written. */
		READING,

		/** Rows are read again, to see that a new index has them all. */
		CHECKING,

		/** The sink is searched for what is left over of rows that are gone. */
		LEFTOVERS,

		/** A new index is put in the place of the old one, and that one is removed. */
		SWITCHING

	}

}
