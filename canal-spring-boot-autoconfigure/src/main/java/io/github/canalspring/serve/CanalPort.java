package io.github.canalspring.serve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * The port at which Canal's clients subscribe to the application's streams. Each client
 * of a destination has a cursor of its own, which moves with what it acknowledges and
 * outlives the application, and a stream of its own from there while it is connected.
 */
public final class CanalPort implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(CanalPort.class);

	private static final Duration STOP = Duration.ofSeconds(10);

	private final PortSettings settings;

	private final Supplier<List<Served>> served;

	private final CheckpointStore checkpoints;

	private final Object lifecycle = new Object();

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private @Nullable ServerSocket listener;

	private @Nullable Admission admission;

	private @Nullable Clients clients;

	/**
	 * Describe a port, without opening it.
	 * @param settings how to open it
	 * @param served gives what clients can subscribe to; asked at each start
	 * @param checkpoints where cursors are kept
	 */
	public CanalPort(PortSettings settings, Supplier<List<Served>> served, CheckpointStore checkpoints) {
		this.settings = settings;
		this.served = served;
		this.checkpoints = checkpoints;
	}

	/**
	 * Check the sources and open the port.
	 * @throws SourceException if a source must be set up differently first
	 * @throws PortUnavailableException if the port cannot be had
	 */
	@Override
	public void start() {
		synchronized (this.lifecycle) {
			if (this.listener != null) {
				return;
			}
			List<Served> streams = this.served.get();
			streams.forEach(CanalPort::check);
			ServerSocket opened = open();
			Admission gate = new Admission(this.settings.maxConnections());
			Clients all = new Clients(streams, this.checkpoints, this.settings);
			this.listener = opened;
			this.admission = gate;
			this.clients = all;
			run(() -> listen(opened, gate, all), "canal-port");
			logger.info("Canal's clients can subscribe to {} at port {}",
					streams.stream().map(Served::destination).toList(), opened.getLocalPort());
		}
	}

	private static void check(Served stream) {
		try {
			stream.source().get().check(List.of());
		}
		catch (SourceUnreachableException ex) {
			logger.warn("{} is not there yet; clients of {} get errors until it is: {}",
					stream.source().get().describe(), stream.destination(), ex.getMessage());
		}
	}

	private ServerSocket open() {
		try {
			ServerSocket socket = new ServerSocket();
			try {
				socket.setReuseAddress(true);
				String host = this.settings.host();
				socket.bind((host != null) ? new InetSocketAddress(InetAddress.getByName(host), this.settings.port())
						: new InetSocketAddress(this.settings.port()));
				return socket;
			}
			catch (IOException ex) {
				socket.close();
				throw ex;
			}
		}
		catch (IOException ex) {
			throw new PortUnavailableException("Nobody can listen at " + this.settings
					+ ", where Canal's clients are to " + "connect: " + ex.getMessage(), ex);
		}
	}

	private void listen(ServerSocket socket, Admission gate, Clients all) {
		while (!socket.isClosed()) {
			try {
				Socket accepted = socket.accept();
				Connection connection = new Connection(accepted, this.settings, all, gate);
				if (gate.arrived(connection)) {
					run(connection, "canal-port-" + accepted.getPort());
				}
				else {
					connection.close();
				}
			}
			catch (IOException ex) {
				if (!socket.isClosed()) {
					logger.warn("A connection could not be accepted: {}", ex.toString());
				}
			}
		}
	}

	private void run(Runnable task, String name) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			finally {
				this.threads.remove(Thread.currentThread());
			}
		}, name);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	@Override
	public void stop() {
		synchronized (this.lifecycle) {
			ServerSocket socket = this.listener;
			if (socket == null || this.admission == null || this.clients == null) {
				return;
			}
			try {
				socket.close();
			}
			catch (IOException ex) {
				logger.debug("Closing the port failed", ex);
			}
			this.admission.all().forEach(Connection::close);
			join(new ArrayList<>(this.threads));
			this.clients.close();
			this.listener = null;
			this.admission = null;
			this.clients = null;
		}
	}

	private static void join(List<Thread> running) {
		long deadline = System.nanoTime() + STOP.toNanos();
		try {
			for (Thread thread : running) {
				thread.interrupt();
				long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
				thread.join(Math.max(1, left));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		synchronized (this.lifecycle) {
			return this.listener != null;
		}
	}

	/**
	 * The port that is listened at.
	 * @return its number
	 * @throws IllegalStateException if it is not open
	 */
	public int port() {
		synchronized (this.lifecycle) {
			if (this.listener == null) {
				throw new IllegalStateException("The port is not open");
			}
			return this.listener.getLocalPort();
		}
	}

	/** When everything else runs, as the pipelines. */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 100;
	}

}
