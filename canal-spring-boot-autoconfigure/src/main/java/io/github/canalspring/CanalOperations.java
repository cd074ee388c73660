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
	 * Waits until everything that was committed in MySQL before the call has been applied
	 * by every handler and sink, and can be read and searched there.
	 * @param timeout how long to wait at most
	 * @throws CanalTimeoutException if the time is up first; its message says what is
	 * behind
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	void awaitSynced(Duration timeout) throws InterruptedException;

	/**
	 * Looks at the database as it is set up now, for everything that makes reading its
	 * changes impossible, weaker or dearer, and at whether the types of handlers fit the
	 * columns. The same is logged once at start. Asks the database, so it takes a moment.
	 * @return what was found, the worst first; also that a database does not answer
	 */
	List<Finding> diagnose();

}
