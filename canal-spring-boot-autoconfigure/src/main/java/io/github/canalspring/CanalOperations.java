package io.github.canalspring;

import java.time.Duration;
import java.util.List;

/**
 * The application's handle on its pipelines; inject it where it is needed. All methods
 * may be called from any thread. An interface so that an application's own tests may
 * replace it.
 */
public interface CanalOperations {

	/**
	 * How every pipeline is doing. Reads counters only, so it may be called often.
	 * @return the status of all pipelines
	 */
	CanalStatus status();

	/**
	 * Holds a pipeline after the batch it is at. Its position is kept, nothing is lost,
	 * and the others go on. Not remembered across a restart of the application.
	 * @param name the pipeline's name as in {@link #status()}
	 * @throws IllegalArgumentException if there is no pipeline of that name
	 */
	void pause(String name);

	/**
	 * Lets a paused pipeline go on from where it was held; without effect on one that
	 * runs.
	 * @param name the pipeline's name as in {@link #status()}
	 * @throws IllegalArgumentException if there is no pipeline of that name
	 */
	void resume(String name);

	/**
	 * The rows of which changes could not be applied and wait in the parking places while
	 * everything else goes on.
	 * @return the rows, of each pipeline in the order in which they were parked
	 */
	List<ParkedKey> parked();

	/**
	 * Applies the parked changes of a pipeline again, row by row and each row's in their
	 * order. Returns at once; {@link #awaitSynced} waits for it. What is refused again
	 * stays parked. The same happens at each start of the application.
	 * @param name the pipeline's name as in {@link #status()}
	 * @throws IllegalArgumentException if there is no pipeline of that name
	 */
	void replayParked(String name);

	/**
	 * Throws away what is parked of a row: the sink or the handlers never get it. Later
	 * changes of the row are applied again as any others.
	 * @param name the pipeline's name as in {@link #status()}
	 * @param key the row as {@link ParkedKey#key()} names it
	 * @return whether something was parked of it
	 * @throws IllegalArgumentException if there is no pipeline of that name
	 * @throws java.io.UncheckedIOException if the parking place cannot be written
	 */
	boolean discardParked(String name, String key);

	/**
	 * Waits until everything that was committed in MySQL before the call has been applied
	 * by every handler and sink, and can be read and searched there. What is parked has
	 * not been applied, and does not become so by waiting.
	 * @param timeout how long to wait at most
	 * @throws CanalTimeoutException if the time is up first, or, at once, if all is
	 * applied but changes that are parked; its message says what is behind or parked
	 * @throws UnsupportedOperationException if changes are read from Kafka, which does
	 * not tell how far the database is
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	void awaitSynced(Duration timeout) throws InterruptedException;

	/**
	 * Reads all rows of a table again, in every pipeline that keeps them, beside the
	 * stream and without stopping it, and removes keys and documents of rows that are
	 * gone. Returns as soon as each sink keeps the request together with its position, so
	 * that the work is done whatever happens; {@link #awaitSynced} waits for it,
	 * {@link PipelineStatus#snapshot()} tells how far it is.
	 * @param table the table as {@code database.table}; {@code *} stands for any run of
	 * characters in a name
	 * @throws IllegalArgumentException if no pipeline wants rows of such a table, or its
	 * rows cannot be read in parts
	 * @throws CanalTimeoutException if a pipeline does not take the request within 30
	 * seconds, for example because its sink does not answer; others may have taken it
	 * @throws UnsupportedOperationException if changes are read from a Canal server or a
	 * message broker, which has no tables
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	default void resync(String table) throws InterruptedException {
		resync(Resync.table(table));
	}

	/**
	 * As {@link #resync(String)}, in one pipeline or for a part of a table.
	 * @param request what to read again
	 * @throws IllegalArgumentException if there is no such pipeline, no pipeline wants
	 * rows of such a table, its rows cannot be read in parts, or its key cannot have the
	 * values of the range
	 * @throws CanalTimeoutException if a pipeline does not take the request within 30
	 * seconds
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	void resync(Resync request) throws InterruptedException;

	/**
	 * Compares all rows of a table with what Redis and Elasticsearch hold of them, and
	 * these with the table, beside the stream. A change on its way is never taken for a
	 * difference. Returns when everything was compared, which takes its time:
	 * {@code canal.verify.rows-per-second} limits it.
	 * @param table the table as {@code database.table}; {@code *} stands for any run of
	 * characters in a name
	 * @return what was found; also logged
	 * @throws IllegalArgumentException if no pipeline keeps copies of such a table that
	 * can be compared
	 * @throws UnsupportedOperationException if changes are read from a Canal server or a
	 * message broker, which has no tables
	 * @throws InterruptedException if the thread is interrupted, which ends it
	 */
	default VerifyReport verify(String table) throws InterruptedException {
		return verify(Verify.table(table));
	}

	/**
	 * As {@link #verify(String)}, in one pipeline or for a part of a table, and, if that
	 * is asked for, putting right what differs, in order with the stream. A pipeline that
	 * does not run, is behind by more than 30 seconds, or cannot be read from, has its
	 * {@link Verification#error()} say so.
	 * @param request what to compare
	 * @return what was found; also logged
	 * @throws IllegalArgumentException if there is no such pipeline, no pipeline keeps
	 * copies of such a table that can be compared, its rows cannot be read in parts, or
	 * its key cannot have the values of the range
	 * @throws InterruptedException if the thread is interrupted, which ends it
	 */
	VerifyReport verify(Verify request) throws InterruptedException;

	/**
	 * Holds the reading of rows that tables have already, of the first snapshot as of
	 * those asked for; changes go on. Not remembered across a restart of the application.
	 * @param name the pipeline's name as in {@link #status()}
	 * @throws IllegalArgumentException if there is no pipeline of that name
	 */
	void pauseSnapshot(String name);

	/**
	 * Lets the reading of rows go on.
	 * @param name the pipeline's name as in {@link #status()}
	 * @throws IllegalArgumentException if there is no pipeline of that name
	 */
	void resumeSnapshot(String name);

	/**
	 * Looks at the database as it is set up now, for everything that makes reading its
	 * changes impossible, weaker or dearer, and at whether the types of handlers fit the
	 * columns. The same is logged once at start. Asks the database, so it takes a moment.
	 * @return what was found, the worst first; also that a database does not answer
	 */
	List<Finding> diagnose();

}
