package io.github.canalspring.source;

/**
 * Tells when a change that is in the stream can be seen by everybody who reads the table
 * from then on. A transaction is in the stream before that: a server makes its rows
 * visible after it has written the log, and may be held up in between for long. Keeps a
 * connection. For one thread.
 */
public interface Visibility extends AutoCloseable {

	/**
	 * Connect, if that is still to be done, and see whether the server can tell.
	 * @throws SourceUnreachableException if it does not answer
	 * @throws SourceException if it must be set up differently first; the message says
	 * how
	 */
	void check();

	/**
	 * Wait until a change, and all that are before it in the stream, can be seen by every
	 * read that starts after this call has returned.
	 * @param change a change of the stream
	 * @throws SourceUnreachableException if the server does not answer, or has not made
	 * the change visible after some time: worth trying again
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	void await(Change change) throws InterruptedException;

	/**
	 * Close the connection; it is opened again when it is needed.
	 */
	@Override
	void close();

}
