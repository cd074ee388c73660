package io.github.canalspring.source.canal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.zookeeper.KeeperException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one server of a cluster that runs a destination, as ZooKeeper tells. The
 * destination's one client is told there, too: who does not get that node waits. When
 * ZooKeeper does not answer, what was known last counts. Safe for use by several threads.
 */
public final class ZookeeperNodes implements CanalNodes {

	private static final Logger logger = LoggerFactory.getLogger(ZookeeperNodes.class);

	/** How often to look without having been told to, in case a message was lost. */
	private static final Duration LOOK = Duration.ofSeconds(5);

	private final String servers;

	private final String destination;

	private final Duration timeout;

	private final Object lock = new Object();

	private @Nullable ScheduledThreadPoolExecutor worker;

	private @Nullable ClusterSession session;

	private Runnable moved = () -> {
	};

	/** What was found last; {@code null} before anything was. */
	private @Nullable ClusterState state;

	private @Nullable String failure;

	/**
	 * Create a view on a cluster.
	 * @param servers ZooKeeper's servers as its clients take them:
	 * {@code host:port,host:port/chroot}
	 * @param destination the destination
	 * @param timeout how long to wait for ZooKeeper at the start
	 */
	public ZookeeperNodes(String servers, String destination, Duration timeout) {
		this.servers = servers;
		this.destination = destination;
		this.timeout = timeout;
	}

	@Override
	public void open(Runnable moved) {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "canal-zookeeper-" + this.destination);
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
		synchronized (this.lock) {
			this.moved = moved;
			this.worker = executor;
			this.state = null;
			this.failure = null;
		}
		executor.scheduleWithFixedDelay(this::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
	}

	/** On the worker's thread only. */
	private void look() {
		try {
			found(session().look());
		}
		catch (KeeperException | IOException | IllegalArgumentException ex) {
			failed(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private ClusterSession session() throws IOException {
		ClusterSession current = this.session;
		if (current == null || !current.isAlive()) {
			if (current != null) {
				current.close();
			}
			ScheduledThreadPoolExecutor executor = Objects.requireNonNull(this.worker);
			current = new ClusterSession(this.servers, this.destination, () -> executor.execute(this::look));
			this.session = current;
		}
		return current;
	}

	private void found(ClusterState found) {
		boolean changed;
		synchronized (this.lock) {
			if (this.failure != null && this.state != null) {
				logger.info("ZooKeeper at {} answers again", this.servers);
			}
			this.failure = null;
			changed = !found.equals(this.state);
			this.state = found;
			this.lock.notifyAll();
		}
		if (changed) {
			logger.debug("{}: {}", this.destination, found);
			this.moved.run();
		}
	}

	private void failed(Exception failure) {
		synchronized (this.lock) {
			String text = "ZooKeeper at " + this.servers + " cannot be asked for the destination " + this.destination
					+ ": " + failure.getMessage();
			if (this.failure == null && this.state != null) {
				logger.warn("{}. What is read goes on from {}", text, this.state.server());
			}
			this.failure = text;
			this.lock.notifyAll();
		}
	}

	@Override
	public List<CanalNode> find() throws IOException, InterruptedException {
		synchronized (this.lock) {
			long end = System.nanoTime() + this.timeout.toNanos();
			long left = this.timeout.toMillis();
			while (this.state == null && this.failure == null && left > 0) {
				this.lock.wait(left);
				left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
			}
			ClusterState known = this.state;
			if (known == null) {
				throw new IOException((this.failure != null) ? this.failure : "ZooKeeper at " + this.servers
						+ " does not answer within " + this.timeout.toMillis() + " ms");
			}
			return List.of(known.require(this.destination));
		}
	}

	@Override
	public boolean allows(CanalNode node) {
		synchronized (this.lock) {
			return this.state == null || this.state.allows(node);
		}
	}

	@Override
	public void close() {
		ScheduledThreadPoolExecutor executor = this.worker;
		if (executor == null) {
			return;
		}
		executor.shutdownNow();
		boolean interrupted = Thread.interrupted();
		try {
			executor.awaitTermination(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		ClusterSession current = this.session;
		if (current != null) {
			current.close();
		}
		this.session = null;
		this.worker = null;
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public String toString() {
		return "ZooKeeper at " + this.servers;
	}

}
