package io.github.canalspring.servers;

import java.nio.file.Path;

/**
 * A real server that a test can start, stop, pause, kill and start again: on a port of
 * 127.0.0.1 and with data that both stay the same until {@link #close()}. The server dies
 * with the Java process that started it, however that ends. All methods may be called
 * from any thread.
 */
public abstract sealed class EmbeddedServer implements AutoCloseable
		permits DatabaseServer, RedisServer, ElasticsearchServer, CanalServer, ZookeeperServer, KafkaServer {

	private final ServerRuntime runtime;

	EmbeddedServer(ServerRuntime runtime) {
		this.runtime = runtime;
	}

	/**
	 * Starts the server and waits until it answers. Does nothing when it is running.
	 * @return this server
	 * @throws ServerFailedException if it does not come up; with the end of its log
	 */
	public EmbeddedServer start() {
		this.runtime.start();
		return this;
	}

	/**
	 * Stops the server as an administrator would, and waits until it has ended. A paused
	 * server is resumed first. Does nothing when it is not running.
	 */
	public void stop() {
		this.runtime.stop();
	}

	/**
	 * Ends the server at once with SIGKILL, as a crash would, and waits until it is gone.
	 */
	public void kill() {
		this.runtime.kill();
	}

	/**
	 * Freezes the server with SIGSTOP: connections stay open and nothing answers.
	 */
	public void pause() {
		this.runtime.pause();
	}

	/**
	 * Lets a paused server go on, with SIGCONT.
	 */
	public void resume() {
		this.runtime.resume();
	}

	/**
	 * Stops the server and starts it again, with the same port and data.
	 * @return this server
	 */
	public EmbeddedServer restart() {
		stop();
		return start();
	}

	/**
	 * Ends the server for good, and deletes its data unless the data directory was given
	 * by the caller.
	 */
	@Override
	public void close() {
		this.runtime.close();
	}

	/**
	 * Whether the server's process is there; a paused one is.
	 * @return whether it is running
	 */
	public boolean isRunning() {
		return this.runtime.isRunning();
	}

	/**
	 * Where clients connect to.
	 * @return the host, as a rule 127.0.0.1
	 */
	public String host() {
		return this.runtime.host();
	}

	/**
	 * Where clients connect to. Known once the server has been started.
	 * @return the port, the same over restarts
	 */
	public int port() {
		return this.runtime.port();
	}

	/**
	 * The folder that holds the server's data and its {@code server.log}.
	 * @return the folder
	 * @throws UnsupportedOperationException in Docker, where the data is inside the
	 * container
	 */
	public Path dataDirectory() {
		return this.runtime.dataDirectory();
	}

	/**
	 * The end of what the server wrote to its log; it is in the messages of exceptions
	 * already.
	 * @return the last lines
	 */
	public String logTail() {
		return this.runtime.logTail();
	}

}
