package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a server as a child process.
 */
final class LocalRuntime implements ServerRuntime {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedServer.class);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

	private static final Duration KILL_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration POLL = Duration.ofMillis(20);

	private static final int PORT_ATTEMPTS = 5;

	private final ServerProgram program;

	private final DataDirectory directory;

	// Once a server has been up its port is settled: its clients know it.
	private boolean portSettled;

	private final boolean portGiven;

	private volatile int port;

	private volatile boolean closed;

	private volatile @Nullable ChildProcess process;

	LocalRuntime(ServerProgram program, @Nullable Integer port, @Nullable Path directory) {
		this.program = program;
		this.portGiven = port != null;
		this.portSettled = this.portGiven;
		this.port = (port != null) ? port : Ports.next();
		this.directory = DataDirectory.of(directory);
	}

	@Override
	public synchronized void start() {
		if (this.closed) {
			throw new IllegalStateException(this.program.name() + " was closed: build a new one");
		}
		if (isRunning()) {
			return;
		}
		LiveServers.add(this);
		long begin = System.nanoTime();
		int attempts = PORT_ATTEMPTS;
		while (!startOnce()) {
			attempts--;
			if (this.portSettled || attempts == 0) {
				throw failure(this.program.name() + " did not start: port " + this.port + " of 127.0.0.1 is taken");
			}
			Ports.giveBack(this.port);
			this.port = Ports.next();
		}
		this.portSettled = true;
		logger.info("{} answers on 127.0.0.1:{} after {} ms, data in {}", this.program.name(), this.port,
				Duration.ofNanos(System.nanoTime() - begin).toMillis(), this.directory.path());
	}

	/** False if the port is taken. */
	private boolean startOnce() {
		if (!Ports.isFree(this.port)) {
			return false;
		}
		try {
			Launch launch = this.program.prepare(this.directory.path(), this.port);
			ChildProcess started = ChildProcess.start(launch, this.directory.path(), this.directory.log());
			this.process = started;
			if (!awaitAnswer(started)) {
				return false;
			}
			this.program.started(this.directory.path());
			return true;
		}
		catch (IOException ex) {
			throw new ServerFailedException(
					this.program.name() + " could not be started in " + this.directory.path() + ": " + ex.getMessage(),
					ex);
		}
	}

	/** False if the server ended because somebody was faster to take the port. */
	private boolean awaitAnswer(ChildProcess started) {
		Instant deadline = Instant.now().plus(this.program.startTimeout());
		while (Instant.now().isBefore(deadline)) {
			if (!started.isAlive()) {
				if (!Ports.isFree(this.port)) {
					return false;
				}
				throw failure(this.program.name() + " ended with code " + started.exitValue()
						+ " while it was starting on port " + this.port);
			}
			if (this.program.probe().answers(host(), this.port) && started.isAlive()) {
				return true;
			}
			if (Thread.currentThread().isInterrupted()) {
				kill();
				throw new ServerFailedException("Interrupted while " + this.program.name() + " was starting");
			}
			LockSupport.parkNanos(POLL.toNanos());
		}
		kill();
		throw failure(this.program.name() + " did not answer on port " + this.port + " within "
				+ this.program.startTimeout().toSeconds() + " s and was killed");
	}

	private ServerFailedException failure(String what) {
		return new ServerFailedException(
				what + ". The end of " + this.directory.log() + ":\n" + LogTail.of(this.directory.log()));
	}

	@Override
	public synchronized void stop() {
		ChildProcess running = this.process;
		if (running == null || !running.isAlive()) {
			return;
		}
		running.terminate();
		if (!running.awaitEnd(STOP_TIMEOUT)) {
			logger.warn("{} did not stop within {} s and is killed", this.program.name(), STOP_TIMEOUT.toSeconds());
			kill();
		}
	}

	@Override
	public synchronized void kill() {
		ChildProcess running = this.process;
		if (running == null) {
			return;
		}
		running.kill();
		if (!running.awaitEnd(KILL_TIMEOUT)) {
			throw new ServerFailedException(
					this.program.name() + ", process " + running.pid() + ", is still there after SIGKILL");
		}
	}

	@Override
	public synchronized void pause() {
		running().pause();
	}

	@Override
	public synchronized void resume() {
		running().resume();
	}

	private ChildProcess running() {
		ChildProcess running = this.process;
		if (running == null || !running.isAlive()) {
			throw new IllegalStateException(this.program.name() + " is not running: start() it first");
		}
		return running;
	}

	@Override
	public void close() {
		// Before taking the lock, so that a start under way in another thread ends soon.
		this.closed = true;
		ChildProcess running = this.process;
		if (running != null && this.directory.temporary()) {
			// Nobody will see this data again: no need to wait for an orderly end.
			running.kill();
		}
		release();
	}

	private synchronized void release() {
		LiveServers.remove(this);
		if (this.directory.temporary()) {
			kill();
		}
		else {
			stop();
		}
		this.directory.discard();
		if (!this.portGiven) {
			Ports.giveBack(this.port);
		}
	}

	@Override
	public boolean isRunning() {
		ChildProcess running = this.process;
		return running != null && running.isAlive();
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public Path dataDirectory() {
		return this.directory.path();
	}

	@Override
	public String logTail() {
		return LogTail.of(this.directory.log());
	}

}
