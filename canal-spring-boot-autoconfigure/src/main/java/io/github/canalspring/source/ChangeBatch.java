package io.github.canalspring.source;

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The changes of one transaction, or a slice of a large one. A batch without changes
 * tells that the stream got further: what was skipped on the way concerned nobody.
 *
 * @param changes the changes in their order; unmodifiable
 * @param position the position after the batch: to go on from there repeats none of it
 * @param committedAt when the transaction was committed, by the server's clock
 * @param bytes roughly the memory that the changes take, for limits
 * @param replaced the tables whose rows are others from this batch on although no change
 * tells so, such as after {@code TRUNCATE} or {@code RENAME TABLE}: copies of them have
 * to be read anew; unmodifiable
 * @param leftovers entries of the sink that are to be deleted, after the changes
 * @param milestone whether the position tells of work that must not be forgotten, so that
 * the sink has to keep it for good before it goes on
 * @param step what is to be done for a rebuild; {@code null} mostly. Only a sink that
 * {@linkplain Subscription#building() builds} gets one
 * @param definitions the statements that changed tables, where the source knows them, for
 * those who pass them on; unmodifiable
 */
public record ChangeBatch(List<Change> changes, Position position, Instant committedAt, long bytes,
		Set<TableId> replaced, Leftovers leftovers, boolean milestone, @Nullable RebuildStep step,
		List<Definition> definitions) {

	/**
	 * Create a batch that replaces no table.
	 * @param changes the changes in their order; unmodifiable
	 * @param position the position after the batch
	 * @param committedAt when the transaction was committed
	 * @param bytes roughly the memory that the changes take
	 */
	public ChangeBatch(List<Change> changes, Position position, Instant committedAt, long bytes) {
		this(changes, position, committedAt, bytes, Set.of());
	}

	/**
	 * Create a batch of changes.
	 * @param changes the changes in their order; unmodifiable
	 * @param position the position after the batch
	 * @param committedAt when the transaction was committed
	 * @param bytes roughly the memory that the changes take
	 * @param replaced the tables that were replaced; unmodifiable
	 */
	public ChangeBatch(List<Change> changes, Position position, Instant committedAt, long bytes,
			Set<TableId> replaced) {
		this(changes, position, committedAt, bytes, replaced, Leftovers.NONE, false);
	}

	/**
	 * Create a batch of changes and leftovers.
	 * @param changes the changes in their order; unmodifiable
	 * @param position the position after the batch
	 * @param committedAt when the transaction was committed
	 * @param bytes roughly the memory that the changes take
	 * @param replaced the tables that were replaced; unmodifiable
	 * @param leftovers entries of the sink that are to be deleted
	 * @param milestone whether the position must be kept before the sink goes on
	 */
	public ChangeBatch(List<Change> changes, Position position, Instant committedAt, long bytes, Set<TableId> replaced,
			Leftovers leftovers, boolean milestone) {
		this(changes, position, committedAt, bytes, replaced, leftovers, milestone, null, List.of());
	}

	/**
	 * Whether the sink has nothing to do but, in time, to keep the position.
	 * @return whether there are neither changes nor leftovers nor a step, nor is it a
	 * milestone
	 */
	public boolean isEmpty() {
		return this.changes.isEmpty() && this.leftovers.entries().isEmpty() && !this.milestone && this.step == null;
	}

	/**
	 * This batch with other changes.
	 * @param others the changes in their order; unmodifiable
	 * @return a batch that is the same otherwise
	 */
	public ChangeBatch withChanges(List<Change> others) {
		return new ChangeBatch(others, this.position, this.committedAt, this.bytes, this.replaced, this.leftovers,
				this.milestone, this.step, this.definitions);
	}

	/**
	 * This batch with another position.
	 * @param other the position
	 * @return a batch that is the same otherwise
	 */
	public ChangeBatch at(Position other) {
		return new ChangeBatch(this.changes, other, this.committedAt, this.bytes, this.replaced, this.leftovers,
				this.milestone, this.step, this.definitions);
	}

}
