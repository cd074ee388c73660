package io.github.canalspring.servers;

import java.nio.file.Path;

/**
 * Where a server runs: as a child process or in a container.
 */
interface ServerRuntime extends AutoCloseable {

	void start();

	void stop();

	void kill();

	void pause();

	void resume();

	@Override
	void close();

	boolean isRunning();

	String host();

	int port();

	Path dataDirectory();

	String logTail();

}
