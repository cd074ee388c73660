package io.github.canalspring.source.canal;

import java.io.IOException;
import java.util.List;

/**
 * Where a destination's servers are. {@link #find} is for one thread, the others may be
 * called from any.
 */
public interface CanalNodes {

	/**
	 * Start to follow the servers.
	 * @param moved called, on a thread of its own, when another server or none is to be
	 * read
	 */
	default void open(Runnable moved) {
	}

	/**
	 * The servers that may run the destination now.
	 * @return the servers, the likeliest first; never empty
	 * @throws IOException if no server is to be read at the moment; the message says why
	 * @throws InterruptedException if the thread is interrupted while waiting
	 */
	List<CanalNode> find() throws IOException, InterruptedException;

	/**
	 * Whether a server that is connected to may be read on.
	 * @param node the server
	 * @return whether nothing speaks against it
	 */
	default boolean allows(CanalNode node) {
		return true;
	}

	/**
	 * Stop to follow the servers; {@link #open} may be called again.
	 */
	default void close() {
	}

}
