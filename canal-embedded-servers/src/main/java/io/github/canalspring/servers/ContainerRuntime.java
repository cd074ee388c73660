package io.github.canalspring.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

import com.github.dockerjava.api.DockerClient;

/**
 * Runs a server in a container, by Testcontainers, on a fixed port of the host: a
 * container that is started again keeps it, and its data. Testcontainers removes the
 * container when this JVM is gone.
 */
final class ContainerRuntime implements ServerRuntime {

	private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

	private static final Duration POLL = Duration.ofMillis(50);

	private static final int STOP_TIMEOUT_SECONDS = 60;

	private final ContainerImage image;

	private final int port;

	private final GenericContainer<?> container;

	private boolean created;

	ContainerRuntime(ContainerImage image, int port) {
		this.image = image;
		this.port = port;
		this.container = new GenericContainer<>(DockerImageName.parse(image.image()))
			.withCommand(image.command().toArray(String[]::new))
			.withEnv(image.environment())
			.waitingFor(new NoWait());
		image.files().forEach((path, content) -> this.container.withCopyToContainer(Transferable.of(content), path));
		this.container.setPortBindings(List.of(port + ":" + image.port()));
	}

	@Override
	public synchronized void start() {
		if (isRunning()) {
			return;
		}
		if (this.created) {
			docker().startContainerCmd(id()).exec();
		}
		else {
			this.container.start();
			this.created = true;
		}
		Instant deadline = Instant.now().plus(START_TIMEOUT);
		while (!this.image.probe().answers(host(), this.port)) {
			if (!isRunning() || Instant.now().isAfter(deadline)) {
				throw new ServerFailedException(this.image.title() + " in container " + this.image.image()
						+ (isRunning() ? " did not answer within " + START_TIMEOUT.toSeconds() + " s"
								: " ended while it was starting")
						+ ". The end of its log:\n" + logTail());
			}
			LockSupport.parkNanos(POLL.toNanos());
		}
	}

	@Override
	public synchronized void stop() {
		if (isRunning()) {
			docker().stopContainerCmd(id()).withTimeout(STOP_TIMEOUT_SECONDS).exec();
		}
	}

	@Override
	public synchronized void kill() {
		if (isRunning()) {
			docker().killContainerCmd(id()).exec();
			while (isRunning()) {
				LockSupport.parkNanos(POLL.toNanos());
			}
		}
	}

	@Override
	public synchronized void pause() {
		docker().pauseContainerCmd(id()).exec();
	}

	@Override
	public synchronized void resume() {
		docker().unpauseContainerCmd(id()).exec();
	}

	@Override
	public synchronized void close() {
		this.container.stop();
		this.created = false;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.created && Boolean.TRUE.equals(docker().inspectContainerCmd(id()).exec().getState().getRunning());
	}

	@Override
	public String host() {
		return this.container.getHost();
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public Path dataDirectory() {
		throw new UnsupportedOperationException(
				this.image.title() + " runs in Docker (canal.servers=docker): its data is inside the container");
	}

	@Override
	public String logTail() {
		return this.created ? LogTail.lastLines(this.container.getLogs()) : "(not started yet)";
	}

	private DockerClient docker() {
		return this.container.getDockerClient();
	}

	private String id() {
		return this.container.getContainerId();
	}

	/** The probe waits instead, at each start and not only at the first. */
	private static final class NoWait extends AbstractWaitStrategy {

		@Override
		protected void waitUntilReady() {
		}

	}

}
