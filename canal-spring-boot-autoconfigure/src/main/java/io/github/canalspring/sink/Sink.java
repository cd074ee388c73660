package io.github.canalspring.sink;

import java.util.List;

import io.github.canalspring.Finding;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * What takes batches: a store, a queue, or the application's handler methods. A pipeline
 * calls it from one thread, except for {@link #flush()}.
 * <p>
 * A sink keeps its own checkpoint, with its data where it can: {@link #load} gives back
 * the position of the last batch of which {@link #apply} returned, or an older one, never
 * a newer one. Batches may be applied again from there.
 */
public interface Sink extends AutoCloseable {

	/**
	 * The name of the sink and of its pipeline.
	 * @return such as {@code redis}; unique in the application
	 */
	String name();

	/**
	 * Which tables the sink wants.
	 * @param table a table
	 * @return whether its changes are to be delivered
	 */
	boolean wants(TableId table);

	/**
	 * The tables that the sink names in full, so that a misspelt one is noticed at start.
	 * @return the tables, without those that a pattern with a wildcard stands for
	 */
	List<TableId> tables();

	/**
	 * Where to start if there is no checkpoint and the configuration does not say.
	 * @return the sink's default
	 */
	StartFrom defaultStart();

	/**
	 * Connect, check that the sink can do its work, and find the checkpoint. Called
	 * before the first batch and again after a failure of the pipeline.
	 * @return the text of the position to go on from; {@code null} if there is none
	 * @throws Exception if the sink is not reachable: the pipeline tries again
	 * @throws SinkException if it cannot work until something changes outside
	 */
	@Nullable String load() throws Exception;

	/**
	 * Whether the sink has what was in a table before the position that {@link #load}
	 * gave: the copy of one that it wants may be new, or have been deleted, while the
	 * others are whole.
	 * @param table a table that the sink wants
	 * @return whether it has; asked after {@link #load} gave a position
	 */
	default boolean isFilled(TableId table) {
		return true;
	}

	/**
	 * Up to where in the stream the sink may hold what is newer than the position that
	 * {@link #load} gave, because it was stopped between the one and the other. What
	 * comes up to there is applied at once: parts of it would take copies back to older
	 * rows for a moment.
	 * @return the version of a position; 0 if there is nothing newer
	 */
	default long ahead() {
		return 0;
	}

	/**
	 * Apply batches in their order, of each first the changes, then the leftovers, and
	 * keep the position of the last. When it returns, both are as durable as the sink
	 * makes anything. When it throws, the pipeline calls again with the same batches, so
	 * it must be able to apply them twice.
	 * @param batches one or more batches; some may be without changes. The position of a
	 * {@linkplain ChangeBatch#milestone() milestone} has to be kept for good
	 * @throws ChangesRefusedException if all is applied but changes that can never be
	 * @throws Exception if not all could be applied
	 * @throws InterruptedException if the pipeline is to stop
	 */
	void apply(List<ChangeBatch> batches) throws Exception;

	/**
	 * Whether every change of a row counts, as for handlers and queues, or only what the
	 * row was left as, as for a copy. Of a parked row either all later changes wait too,
	 * in their order, or the next one takes the place of what is parked.
	 * @return whether every change counts
	 */
	default boolean wantsEveryChange() {
		return true;
	}

	/**
	 * Apply parked changes again, which moves no position. Where only the last state of a
	 * row counts, a change is an insert of that state, or a delete.
	 * @param changes the changes in their order
	 * @param position the position that was kept last
	 * @throws ChangesRefusedException if they still cannot be applied
	 * @throws Exception if they could not be applied now: the pipeline calls again
	 */
	default void replay(List<Change> changes, Position position) throws Exception {
		apply(List.of(new ChangeBatch(changes, position, changes.get(0).committedAt(), 0)));
	}

	/**
	 * Look whether the store still has what was applied. Called about once a second while
	 * there is nothing to apply: a store that comes back empty would stay so until the
	 * next change otherwise.
	 * @throws CheckpointLostException if it does not
	 * @throws Exception if the store is not reachable: the pipeline calls again
	 */
	default void check() throws Exception {
	}

	/**
	 * Make what was applied visible to readers and searches, if it is not at once. Called
	 * from any thread.
	 * @throws Exception if that fails
	 */
	default void flush() throws Exception {
	}

	/**
	 * Look for what in a table does not fit what the sink makes of it.
	 * @param table a table that the sink wants, as it is now
	 * @return what was found
	 */
	default List<Finding> diagnose(TableSchema table) {
		return List.of();
	}

	/**
	 * Whether the sink also wants the rows that a table has already: when it starts with
	 * a snapshot, when a table's rows are replaced as a whole, and when they are asked
	 * for.
	 * @param table a table that the sink wants
	 * @return whether they are to be delivered
	 */
	default boolean wantsSnapshot(TableId table) {
		return wants(table);
	}

	/**
	 * What the sink holds of rows, so that what is left over of rows that are gone can be
	 * found.
	 * @return the entries; {@code null} if the sink holds none, or cannot tell
	 */
	default @Nullable Entries entries() {
		return null;
	}

	/**
	 * What compares the sink's copies with rows.
	 * @return a new comparison; {@code null} if the sink keeps no copies
	 */
	default @Nullable Comparison comparison() {
		return null;
	}

	/**
	 * Plan to make anew what the sink holds of tables. Called from any thread.
	 * @param asked the tables for whose rows this is asked
	 * @param all all tables that the sink wants
	 * @param keepOld whether what is there is to stay, out of use
	 * @return the plan; {@code null} if the sink makes nothing anew
	 * @throws IllegalArgumentException if that is not possible for these tables
	 * @throws Exception if the sink cannot be asked at the moment
	 */
	default @Nullable Rebuild plan(List<TableId> asked, List<TableId> all, boolean keepOld) throws Exception {
		return null;
	}

	/**
	 * Write rows as they are and delete entries that no row has, whatever stands there
	 * and however it came there; moves no position. Only for sinks that can compare. What
	 * somebody gave a version from the future may take a second call after some time.
	 * @param rows inserts of the rows as they are now, with the version of now
	 * @param leftovers the entries to delete, before rows are written
	 * @param position the position that was kept last
	 * @throws ChangesRefusedException if everything is applied but rows of which there
	 * can be no entry
	 * @throws Exception if not all could be applied: the pipeline calls again
	 */
	default void mend(List<Change> rows, Leftovers leftovers, Position position) throws Exception {
		throw new UnsupportedOperationException("There are no copies in " + name());
	}

	/**
	 * Whether what was built so far for a rebuild is there. Called by the thread that
	 * applies batches, after {@link #load}.
	 * @param rebuild a rebuild that the position tells of
	 * @return {@code false} if it was not begun, is gone, or was given up
	 */
	default boolean isBuilding(Rebuild rebuild) {
		return false;
	}

	/**
	 * Release connections; {@link #load} may be called again afterwards.
	 */
	@Override
	void close();

}
