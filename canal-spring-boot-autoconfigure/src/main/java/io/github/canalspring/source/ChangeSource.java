package io.github.canalspring.source;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Where changes come from: a MySQL or MariaDB server's binlog, and in time a Canal server
 * or a message broker. One instance serves all pipelines of a source, each of which opens
 * its own {@link ChangeStream}. Safe for use by several threads.
 */
public interface ChangeSource {

	/**
	 * What is read, for messages, without any secret.
	 * @return such as {@code MySQL at db1:3306}
	 */
	String describe();

	/**
	 * Check that the source is reachable and set up so that no change can be lost.
	 * @param tables the tables that were asked for by their full name; each must exist
	 * @throws SourceUnreachableException if nothing answers: worth trying again
	 * @throws SourceException if it can be reached but must be set up differently first;
	 * the message says how
	 */
	void check(List<TableId> tables);

	/**
	 * Look for everything in the source's setup that is not as it should be, also what
	 * {@link #check} lets pass.
	 * @param tables the tables that were asked for by their full name
	 * @return what was found; sources that have nothing to judge find nothing
	 * @throws SourceUnreachableException if nothing answers
	 * @throws SourceException if the source lets nobody in
	 */
	default List<Finding> diagnose(List<TableId> tables) {
		return List.of();
	}

	/**
	 * All wanted tables as they are now.
	 * @param tables which ones are wanted
	 * @return the tables in order of name; sources that do not know their tables give
	 * none
	 * @throws SourceUnreachableException if the source does not answer
	 */
	default List<TableSchema> describe(Predicate<TableId> tables) {
		return List.of();
	}

	/**
	 * Whether the upstream keeps its reader's place itself. Pipelines without a
	 * checkpoint then start there.
	 * @return whether it does
	 */
	default boolean keepsCursor() {
		return false;
	}

	/**
	 * Tell of a pipeline before the first stream is opened: a source whose upstream has
	 * one cursor for all moves it only when every pipeline is behind it.
	 * @param name the name that the stream will be opened under
	 * @param tables which tables it will want
	 */
	default void announce(String name, Predicate<TableId> tables) {
	}

	/**
	 * Queue up for the right to read, before the sink is loaded. It ends when the turn is
	 * closed, or when a stream that was opened meanwhile fails.
	 * @return the turn, to be closed by the caller
	 */
	default Turn turn() {
		return Turn.ALWAYS;
	}

	/**
	 * Find the position for a pipeline that has no checkpoint.
	 * @param startFrom what is wanted
	 * @return the position
	 * @throws SourceUnreachableException if the source has to be asked and does not
	 * answer
	 * @throws SourceException if there is no such position
	 */
	Position resolve(StartFrom startFrom);

	/**
	 * Find the position for a pipeline whose own is lost. All versions from there on are
	 * larger than the lost position's, as far as the source can tell.
	 * @param startFrom what is wanted
	 * @param lost the position that the source no longer has
	 * @return the position
	 * @throws SourceUnreachableException if the source has to be asked and does not
	 * answer
	 * @throws SourceException if there is no such position
	 */
	default Position restart(StartFrom startFrom, Position lost) {
		return resolve(startFrom);
	}

	/**
	 * For how long the source keeps changes that were not read.
	 * @return the time; {@code null} if there is no such limit, or it is not known
	 * @throws SourceUnreachableException if the source does not answer
	 */
	default @Nullable Duration retention() {
		return null;
	}

	/**
	 * Read back what {@link Position#text()} wrote.
	 * @param text the text
	 * @return the position
	 * @throws SourceException if the text is not of this source's kind
	 */
	Position position(String text);

	/**
	 * The position after the last transaction that is committed now.
	 * @return the position; its version can be compared with those of batches
	 * @throws SourceUnreachableException if the source does not answer
	 */
	Position latest();

	/**
	 * The table as it is now.
	 * @param table the table
	 * @return its columns and key; {@code null} if the source does not know its tables
	 * @throws SourceUnreachableException if the source does not answer
	 * @throws SourceException if there is no such table
	 */
	@Nullable TableSchema describe(TableId table);

	/**
	 * Whether a table's changes are all delivered at a place in the stream.
	 * @param table the table
	 * @param position a position of one of the streams
	 * @return why not, for messages; {@code null} if they are
	 */
	default @Nullable String withheld(TableId table, Position position) {
		return null;
	}

	/**
	 * What reads the tables of this source as they are now.
	 * @return the reader; {@code null} if the source reads no tables
	 */
	default @Nullable TableReader tableReader() {
		return null;
	}

	/**
	 * What tells when changes of this source can be seen by others.
	 * @return to be used by one thread, and closed
	 * @throws SourceException if the source cannot tell
	 */
	default Visibility visibility() {
		throw new SourceException(describe() + " cannot tell when a change can be seen in the database",
				"Read the changes from MySQL or MariaDB itself, or take canal.cache.protect away");
	}

	/**
	 * Start to read. Returns at once; connecting goes on in the background.
	 * @param name names the stream's threads and log lines, and the connection at the
	 * server where it can be named
	 * @param from the position to go on from
	 * @param tables which tables are wanted; asked once per version of a table, the rest
	 * is skipped undecoded
	 * @return the stream, to be closed by the caller
	 */
	ChangeStream open(String name, Position from, Predicate<TableId> tables);

	/**
	 * Start to read for a sink, so that what the source can do beside the stream, such as
	 * to read rows that are there already, suits it.
	 * @param name names the stream's threads and log lines
	 * @param from the position to go on from
	 * @param subscription what the sink wants
	 * @return the stream, to be closed by the caller
	 * @throws SourceUnreachableException if the source has to be asked and does not
	 * answer
	 */
	default ChangeStream open(String name, Position from, Subscription subscription) {
		return open(name, from, subscription.tables());
	}

}
