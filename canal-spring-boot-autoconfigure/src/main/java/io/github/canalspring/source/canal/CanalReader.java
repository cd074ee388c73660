package io.github.canalspring.source.canal;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a destination's batches on a thread of its own as long as a stream is open, one
 * ahead of the pipelines, and connects again for ever.
 */
final class CanalReader {

	private static final Logger logger = LoggerFactory.getLogger(CanalReader.class);

	/** In the store's units: KiB, unless the server counts entries. */
	private static final int FETCH_SIZE = 2000;

	/**
	 * How long the server may wait for more when there was nothing: it answers before
	 * only if there is as much as was asked for.
	 */
	private static final Duration IDLE_WAIT = Duration.ofMillis(10);

	private static final int AUTHENTICATION = 400;

	private final CanalConnection settings;

	private final CanalFeed feed;

	private final Set<String> open = new HashSet<>();

	private volatile @Nullable String disconnected = "not connected yet";

	private volatile @Nullable CanalClient client;

	private volatile @Nullable CanalNode node;

	private final Pauses pauses = new Pauses();

	private @Nullable Thread thread;

	private volatile boolean stopping;

	private CanalPosition position = CanalPosition.CURSOR;

	private long lastBatch;

	CanalReader(CanalConnection settings) {
		this.settings = settings;
		this.feed = new CanalFeed(settings.bufferSize(), settings.besideProperty("filter.exclude"));
	}

	CanalFeed feed() {
		return this.feed;
	}

	@Nullable String disconnected() {
		return this.disconnected;
	}

	synchronized CanalStream open(String name, boolean copies, CanalPosition from) {
		if (from.version() > this.position.version()) {
			this.position = from;
		}
		this.feed.open(name, copies, from);
		this.open.add(name);
		if (this.thread == null || !this.thread.isAlive()) {
			this.stopping = false;
			Thread reader = new Thread(this::run, "canal-client-" + this.settings.destination());
			reader.setDaemon(true);
			this.thread = reader;
			reader.start();
		}
		return new CanalStream(name, this);
	}

	synchronized void closed(String name) {
		this.open.remove(name);
		Thread reader = this.thread;
		if (!this.open.isEmpty() || reader == null) {
			return;
		}
		this.stopping = true;
		boolean interrupted = false;
		while (reader.isAlive()) {
			try {
				reader.interrupt();
				disconnect();
				reader.join(500);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		this.thread = null;
		this.disconnected = "closed";
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void disconnect() {
		CanalClient current = this.client;
		if (current != null) {
			try {
				current.close();
			}
			catch (IOException ex) {
				logger.debug("Closing the connection to {} failed", this.settings, ex);
			}
		}
	}

	private void run() {
		this.settings.nodes().open(this::moved);
		try {
			while (!this.stopping) {
				round();
				if (!this.stopping) {
					this.pauses.pause();
				}
			}
		}
		catch (InterruptedException ex) {
			logger.debug("Reading {} has ended", this.settings);
		}
		catch (SourceException ex) {
			fail(ex);
		}
		catch (RuntimeException ex) {
			fail(new SourceException("Reading " + this.settings + " failed: " + ex, "Report this", ex));
		}
		finally {
			this.settings.nodes().close();
		}
	}

	/**
	 * Another server runs the destination now, or none does, or another client reads it.
	 */
	private void moved() {
		CanalNode current = this.node;
		if (current != null && !this.settings.nodes().allows(current)) {
			disconnect();
		}
		this.pauses.end();
	}

	private void fail(SourceException failure) {
		this.disconnected = failure.getMessage();
		this.feed.fail(failure);
		disconnect();
	}

	private void round() throws InterruptedException {
		String failed = "";
		try {
			for (CanalNode candidate : this.settings.nodes().find()) {
				failed = attempt(candidate);
				if (this.stopping) {
					return;
				}
			}
		}
		catch (IOException ex) {
			failed = text(ex);
		}
		tell(failed);
	}

	/** Read a server until that fails for a reason, which is returned. */
	private String attempt(CanalNode server) throws InterruptedException {
		try (CanalClient connected = CanalClient.connect(server, this.settings)) {
			this.client = connected;
			this.node = server;
			this.pauses.reset();
			read(server, connected);
			return server + " is no longer the one that runs the destination";
		}
		catch (CanalRefusalException ex) {
			return refused(server, ex);
		}
		catch (IOException ex) {
			return server + " cannot be read: " + text(ex);
		}
	}

	private static String text(IOException failure) {
		String message = failure.getMessage();
		return (message != null) ? message : failure.toString();
	}

	/** Wrong credentials do not become right by themselves. */
	private String refused(CanalNode node, CanalRefusalException refusal) {
		String message = String.valueOf(refusal.getMessage());
		if (refusal.code() == AUTHENTICATION && message.contains("auth failed")) {
			throw new SourceException("The Canal server " + node + " does not let in user '" + this.settings
				.user() + "' with this password", "Set " + this.settings.property("user-name") + " and "
						+ this.settings.property("user-pass")
						+ " to what the server has as canal.user and canal.passwd; both stay empty if it has none.");
		}
		return node + " refuses: " + message;
	}

	private void tell(String failed) {
		if (failed.equals(this.disconnected)) {
			logger.debug("Still not connected: {}", failed);
		}
		else {
			logger.warn("{} is not read: {}. It is tried again for ever", this.settings, failed);
		}
		this.disconnected = failed;
	}

	private void read(CanalNode server, CanalClient connected) throws IOException, InterruptedException {
		this.feed.restart();
		this.lastBatch = 0;
		EntryReader entries = new EntryReader(this.feed::wants, this.settings, this.position);
		Duration wait = Duration.ZERO;
		while (!this.stopping && this.settings.nodes().allows(server)) {
			for (long batch : this.feed.release()) {
				connected.acknowledge(batch);
			}
			Fetched fetched = entries.read(connected.get(FETCH_SIZE, wait));
			if (this.disconnected != null) {
				this.disconnected = null;
				logger.info("Reads the destination {} of the Canal server {}", this.settings.destination(), server);
			}
			this.position = entries.position();
			wait = (fetched.id() == Fetched.NOTHING) ? IDLE_WAIT : Duration.ZERO;
			if (fetched.id() != Fetched.NOTHING) {
				requireNext(fetched.id());
				this.feed.add(fetched);
			}
		}
	}

	/**
	 * The server numbers the batches of a client: a number that is missing went to
	 * another.
	 */
	private void requireNext(long batch) {
		long expected = this.lastBatch + 1;
		this.lastBatch = batch;
		if (expected > 1 && batch != expected) {
			throw new SourceException(
					"Another client takes batches of the Canal destination " + this.settings.destination()
							+ ": after batch " + (expected - 1) + " came " + batch,
					"A destination has one reader. Stop the other client, or give this application a destination of "
							+ "its own.");
		}
	}

}
