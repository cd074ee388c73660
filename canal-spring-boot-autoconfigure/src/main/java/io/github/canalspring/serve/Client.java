package io.github.canalspring.serve;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.Subscription;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client of a destination, by its id: its cursor, which outlives everything, and the
 * stream from there while a connection speaks for it. There is one such connection: who
 * subscribes takes the client over, and the one before is told so at its next request.
 * Safe for use by several threads.
 */
final class Client {

	private static final Logger logger = LoggerFactory.getLogger(Client.class);

	/** How soon a waiting request notices that it was taken over. */
	private static final Duration STEP = Duration.ofMillis(100);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Served served;

	private final ChangeSource source;

	private final String name;

	private final PortSettings settings;

	private final Window window = new Window();

	private volatile @Nullable Object owner;

	private ClientFilter filter = ClientFilter.ALL;

	private final Cursor cursor;

	private @Nullable ChangeStream stream;

	private EntryWriter writer;

	private @Nullable String told;

	Client(Served served, String id, CheckpointStore checkpoints, PortSettings settings) {
		this.served = served;
		this.source = served.source().get();
		this.name = served.destination() + "-client-" + id;
		this.cursor = new Cursor(this.name, this.source, checkpoints);
		this.settings = settings;
		this.writer = new EntryWriter(settings.zone());
	}

	/**
	 * Speak for the client from now on.
	 * @param connection who does
	 * @param text the filter; empty to leave it as it is
	 */
	void subscribe(Object connection, String text) throws Refusal {
		ClientFilter wanted = ClientFilter.parse(text);
		Object before = this.owner;
		this.owner = connection;
		synchronized (this) {
			if (before != connection) {
				reset();
				if (before != null) {
					logger.warn("{} takes the client {} over from {}", connection, this.name, before);
				}
			}
			if (!text.isEmpty() && !text.equals(this.filter.text())) {
				this.filter = wanted;
				reset();
			}
			this.cursor.locate(this.served.startFrom());
		}
	}

	/**
	 * Give what there is.
	 * @param connection who speaks for the client
	 * @param limit how many bytes at most
	 * @param timeout how long to wait for something; {@code null} for ever
	 */
	Delivery get(Object connection, long limit, @Nullable Duration timeout) throws Refusal, InterruptedException {
		long start = System.nanoTime();
		while (true) {
			long left = (timeout != null) ? timeout.toNanos() - (System.nanoTime() - start) : Long.MAX_VALUE;
			Duration wait = (left <= 0) ? Duration.ZERO : (left < STEP.toNanos()) ? Duration.ofNanos(left) : STEP;
			Delivery delivery = attempt(connection, limit, wait);
			if (delivery != Delivery.NOTHING || left <= 0) {
				return delivery;
			}
		}
	}

	private synchronized Delivery attempt(Object connection, long limit, Duration wait)
			throws Refusal, InterruptedException {
		requireOwner(connection);
		if (this.window.bytes() >= this.settings.bufferSize()) {
			// Nothing until some of it is acknowledged.
			wait(Math.max(1, wait.toMillis()));
			return Delivery.NOTHING;
		}
		try {
			if (!this.window.hasWaiting()) {
				read(wait);
			}
			return this.window.take(limit);
		}
		catch (SourceException ex) {
			throw failed(ex.getMessage() + ". " + ex.remedy());
		}
	}

	private void read(Duration wait) throws InterruptedException {
		for (ChangeBatch batch : stream().poll(wait)) {
			List<EncodedEntry> entries = this.writer.write(batch);
			if (!entries.isEmpty()) {
				this.window.add(entries);
			}
			else if (this.window.pass(batch.position())) {
				this.cursor.pass(batch.position());
			}
		}
		this.told = null;
	}

	private ChangeStream stream() {
		ChangeStream open = this.stream;
		if (open == null) {
			Position from = this.cursor.position();
			Predicate<TableId> tables = this.served.tables().and(this.filter);
			this.writer = new EntryWriter(this.settings.zone());
			open = this.source.open(this.name, from,
					new Subscription(this.served.startFrom(), tables, (table) -> false, (table) -> true, null));
			open.start(from);
			this.stream = open;
		}
		return open;
	}

	/** A client that tries again at once, as most do, is held back. */
	private Refusal failed(String message) throws InterruptedException {
		if (!message.equals(this.told)) {
			logger.error("{}: cannot go on: {}", this.name, message);
			this.told = message;
		}
		reset();
		wait(PAUSE.toMillis());
		return new Refusal(Refusal.FAILED, message);
	}

	/**
	 * The client has a batch.
	 */
	synchronized void acknowledge(Object connection, long batch) throws Refusal {
		requireOwner(connection);
		Position position = this.window.acknowledge(batch);
		if (position != null) {
			this.cursor.move(position);
			ChangeStream open = this.stream;
			if (open != null) {
				open.acknowledge(position);
			}
		}
	}

	/**
	 * The client wants a batch again, or with 0 all that it has not acknowledged.
	 */
	synchronized void rollBack(Object connection, long batch) throws Refusal {
		requireOwner(connection);
		this.window.rollBack(batch);
	}

	private void requireOwner(Object connection) throws Refusal {
		if (this.owner != connection) {
			throw Refusal.last("another connection has taken the client " + this.name + " over");
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Nobody speaks for the client any more, unless another does already.
	 */
	void leave(Object connection) {
		synchronized (this) {
			if (this.owner == connection) {
				this.owner = null;
				reset();
			}
		}
	}

	/** Begin anew at the cursor. */
	private void reset() {
		this.window.clear();
		ChangeStream open = this.stream;
		this.stream = null;
		if (open != null) {
			open.close();
		}
	}

	/** Let others have the cursor. */
	synchronized void close() {
		this.owner = null;
		reset();
		this.cursor.release();
	}

}
