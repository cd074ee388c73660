package io.github.canalspring.sink;

import java.util.List;

import io.github.canalspring.Finding;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
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
	 * Apply batches in their order, of each first the changes, then the leftovers, and
	 * keep the position of the last. When it returns, both are as durable as the sink
	 * makes anything. When it throws, the pipeline calls again with the same batches, so
	 * it must be able to apply them twice.
	 * @param batches one or more batches; some may be without changes. The position of a
	 * {@linkplain ChangeBatch#milestone() milestone} has to be kept for good
	 * @throws Exception if not all could be applied
	 * @throws InterruptedException if the pipeline is to stop
	 */
	void apply(List<ChangeBatch> batches) throws Exception;

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
	 * Whether the sink has all rows of a table up to the position that {@link #load} gave
	 * back.
	 * @param table a table that the sink wants
	 * @return {@code false} if they are to be read anew beside the stream from there
	 */
	default boolean isFilled(TableId table) {
		return true;
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
	 * Release connections; {@link #load} may be called again afterwards.
	 */
	@Override
	void close();

}
