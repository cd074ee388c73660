package io.github.canalspring.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands between the application and a server: forwards what passes, and disturbs it on
 * demand. A {@link Rule} runs an action exactly before or after something passes. Its
 * port stays the same.
 */
final class Proxy implements AutoCloseable {

	private static final int CHUNK = 64 * 1024;

	/**
	 * Ports are taken from here, where neither clients nor servers are given theirs: one
	 * must still be free when it is listened at again.
	 */
	private static final int LOWEST_PORT = 10_000;

	private static final int HIGHEST_PORT = 15_000;

	private static final int ATTEMPTS = 100;

	private final String name;

	private final int port;

	private final List<Rule> rules = new CopyOnWriteArrayList<>();

	private final Set<Link> links = ConcurrentHashMap.newKeySet();

	private volatile InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	private volatile long delay;

	private volatile long nanosPerByte;

	private volatile ServerSocket listener;

	Proxy(String name, InetSocketAddress target) {
		this(name);
		this.target = target;
	}

	/** Create one of a server that is yet to be started; to be given its target then. */
	Proxy(String name) {
		this.name = name;
		this.listener = listen();
		this.port = this.listener.getLocalPort();
	}

	String name() {
		return this.name;
	}

	int port() {
		return this.port;
	}

	/** From now on, connect to another server; connections to the one before are cut. */
	void target(InetSocketAddress newTarget) {
		this.target = newTarget;
		cut();
	}

	void add(Rule rule) {
		this.rules.add(rule);
	}

	void clearRules() {
		this.rules.forEach(Rule::release);
		this.rules.clear();
	}

	/** Reset all connections. */
	void cut() {
		this.links.forEach(Link::reset);
	}

	/** Let all connections of this moment stay open and carry nothing any more. */
	void halfOpen() {
		this.links.forEach((link) -> link.dead = true);
	}

	/** Hold everything back for a while that passes from now on. */
	void delay(Duration duration) {
		this.delay = duration.toNanos();
	}

	/** Let no more pass to the server on each connection; for 0, as much as there is. */
	void bytesPerSecond(int bytes) {
		this.nanosPerByte = (bytes > 0) ? Duration.ofSeconds(1).toNanos() / bytes : 0;
	}

	/** Cut all connections and let nobody connect. */
	void refuse() {
		close(this.listener);
		cut();
	}

	/** Let connect again. */
	void accept() {
		if (this.listener.isClosed()) {
			this.listener = listen(this.port);
		}
	}

	private ServerSocket listen() {
		for (int attempt = 1;; attempt++) {
			try {
				return listen(ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT));
			}
			catch (UncheckedIOException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private ServerSocket listen(int port) {
		try {
			ServerSocket socket = new ServerSocket();
			try {
				socket.setReuseAddress(true);
				socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
			}
			catch (IOException ex) {
				socket.close();
				throw ex;
			}
			start("accept", () -> accept(socket));
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket socket) {
		while (!socket.isClosed()) {
			try {
				new Link(socket.accept()).open();
			}
			catch (IOException ex) {
				// Closed, or the client is gone again: nothing to forward.
			}
		}
	}

	private void start(String job, Runnable runnable) {
		Thread thread = new Thread(runnable, "proxy-" + this.name + "-" + job);
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		clearRules();
		refuse();
	}

	/**
	 * One connection and its continuation to the server.
	 */
	private final class Link {

		private final Socket client;

		private final Socket server = new Socket();

		private volatile boolean dead;

		private Link(Socket client) {
			this.client = client;
		}

		private void open() throws IOException {
			try {
				this.server.connect(Proxy.this.target, 2000);
			}
			catch (IOException ex) {
				this.client.close();
				return;
			}
			this.client.setTcpNoDelay(true);
			this.server.setTcpNoDelay(true);
			Proxy.this.links.add(this);
			start("out", () -> pump(this.client, this.server, true));
			start("in", () -> pump(this.server, this.client, false));
		}

		private void pump(Socket from, Socket to, boolean request) {
			byte[] chunk = new byte[CHUNK];
			try {
				InputStream input = from.getInputStream();
				OutputStream output = to.getOutputStream();
				for (int length = input.read(chunk); length >= 0; length = input.read(chunk)) {
					hold(Proxy.this.delay + (request ? length * Proxy.this.nanosPerByte : 0));
					if (!this.dead) {
						forward(chunk, length, output, request);
					}
				}
			}
			catch (IOException ex) {
				// One end is gone, so is the other.
			}
			finally {
				end();
			}
		}

		private void hold(long nanos) {
			long end = System.nanoTime() + nanos;
			for (long left = nanos; left > 0; left = end - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
		}

		/** Byte by byte where there are rules, so that each acts at its very byte. */
		private void forward(byte[] chunk, int length, OutputStream output, boolean request) throws IOException {
			for (int index = 0; index < length && !Proxy.this.rules.isEmpty(); index++) {
				for (Rule rule : Proxy.this.rules) {
					int keep = rule.pass(this, chunk[index], request, index);
					if (keep >= 0) {
						output.write(chunk, 0, Math.min(keep, length));
						rule.run();
						throw new IOException("A rule was applied, nothing more is to pass here");
					}
				}
			}
			output.write(chunk, 0, length);
		}

		private void reset() {
			try {
				this.client.setSoLinger(true, 0);
				this.server.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				// Closed already.
			}
			end();
		}

		private void end() {
			Proxy.this.links.remove(this);
			Proxy.close(this.client);
			Proxy.close(this.server);
		}

	}

}
