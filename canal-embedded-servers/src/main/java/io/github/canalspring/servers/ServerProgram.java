package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a {@link LocalRuntime} has to know of a kind of server.
 */
interface ServerProgram {

	/** For messages, with the version, as in "Redis 7.0.15". */
	String name();

	/**
	 * What to run, after having made the data directory ready if this is the first time.
	 */
	Launch prepare(Path directory, int port) throws IOException;

	/** Finds out when the server has come up. */
	Probe probe();

	/** Called each time the server has come up. */
	default void started(Path directory) throws IOException {
	}

	/** How long it may take to come up on a slow machine. */
	default Duration startTimeout() {
		return Duration.ofSeconds(120);
	}

}
