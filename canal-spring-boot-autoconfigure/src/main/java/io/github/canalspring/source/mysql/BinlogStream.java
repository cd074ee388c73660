package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.PositionLostException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.BinlogClient.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Reads a server's binlog on a thread of its own, and connects again for ever.
 */
final class BinlogStream implements ChangeStream {

	private static final Logger logger = LoggerFactory.getLogger(BinlogStream.class);

	/** A connection that held so long, or brought something, was a good one. */
	private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final String name;

	private final MysqlConnection connection;

	private final ServerHosts hosts;

	private final Refusals refusals = new Refusals();

	/** What was logged of each host since the last connection. */
	private final Map<HostPort, String> told = new ConcurrentHashMap<>();

	private final BatchQueue queue;

	private final XaTransactions xa;

	private final TableLookup lookup;

	private final BinlogReader reader;

	private final Thread thread;

	private volatile boolean closed;

	private volatile @Nullable BinlogClient client;

	private volatile @Nullable String disconnected = "not connected yet";

	private long serverId = randomServerId();

	private @Nullable BackOffExecution backOff;

	BinlogStream(String name, MysqlConnection connection, ServerHosts hosts, BinlogPosition from,
			Predicate<TableId> wanted, TableVersions versions, TableLookup lookup) {
		this.name = name;
		this.connection = connection;
		this.hosts = hosts;
		this.queue = new BatchQueue(connection.bufferSize());
		this.lookup = lookup;
		KnownTables known = new KnownTables(wanted, lookup);
		Supplier<TableMaps> tables = () -> new TableMaps(wanted, versions, known);
		this.xa = new XaTransactions(new SideConnection(connection), tables, this.queue, connection.sliceSize());
		this.reader = new BinlogReader(from, this.queue, tables.get(), known, this.xa, connection.sliceSize());
		this.thread = new Thread(this::run, "canal-binlog-" + name);
		this.thread.setDaemon(true);
	}

	BinlogStream start() {
		this.thread.start();
		return this;
	}

	/**
	 * High, to keep clear of the ids that people give; random, since several streams read
	 * one server.
	 */
	private static long randomServerId() {
		return ThreadLocalRandom.current().nextLong(1L << 31, (1L << 32) - 1);
	}

	private void run() {
		try {
			while (!this.closed) {
				round();
				pause();
			}
		}
		catch (SourceException ex) {
			this.disconnected = ex.getMessage();
			this.queue.fail(ex);
		}
		catch (InterruptedException ex) {
			logger.debug("Stream '{}' is closed", this.name);
		}
		catch (RuntimeException ex) {
			this.disconnected = ex.toString();
			this.queue.fail(new SourceException("Reading the binlog failed: " + ex, "Report this", ex));
		}
	}

	/**
	 * Read from the first server that can be read.
	 */
	private void round() throws InterruptedException {
		List<HostPort> order = this.hosts.inOrder();
		this.refusals.newRound();
		for (HostPort host : order) {
			if (this.closed || read(host)) {
				return;
			}
		}
		this.refusals.check(order.size());
	}

	/**
	 * Read from a server until the connection ends.
	 * @return whether it was one that the server did not refuse
	 */
	private boolean read(HostPort host) throws InterruptedException {
		BinlogClient client = new BinlogClient(host, this.connection, this.serverId, this.reader);
		Connection listener = new Connection();
		long from = this.reader.resume().version();
		long start = System.nanoTime();
		client.registerLifecycleListener(listener);
		this.client = client;
		this.xa.at(host);
		Exception failure;
		try {
			client.connect();
			failure = listener.failure;
		}
		catch (IOException | RuntimeException ex) {
			failure = ex;
		}
		if (this.reader.resume().version() != from || System.nanoTime() - start > STEADY_NANOS) {
			this.backOff = null;
		}
		if (this.closed) {
			return true;
		}
		try {
			lost(host, failure);
		}
		catch (Refusal refusal) {
			tell(host, host + " is not read: " + refusal.refusal().getMessage());
			this.refusals.add(refusal);
			return false;
		}
		if (listener.connected) {
			this.refusals.clear();
		}
		return listener.connected;
	}

	private void lost(HostPort host, @Nullable Exception failure) throws InterruptedException, Refusal {
		if (failure instanceof Refusal refusal) {
			throw refusal;
		}
		Throwable cause = (failure instanceof StopReadingException) ? failure.getCause() : failure;
		if (cause instanceof InterruptedException interrupted) {
			throw interrupted;
		}
		if (cause instanceof PositionLostException lost) {
			throw new Refusal(lost, false);
		}
		if (cause instanceof SourceException fatal && !(cause instanceof SourceUnreachableException)) {
			throw fatal;
		}
		String reason = DisconnectReason.of(host, cause, this.connection.user(), this.reader.resume());
		if (DisconnectReason.isServerIdClash(cause)) {
			this.serverId = randomServerId();
		}
		tell(host, reason);
	}

	private void tell(HostPort host, String reason) {
		if (reason.equals(this.told.put(host, reason))) {
			logger.debug("Stream '{}' is still not connected: {}", this.name, reason);
		}
		else {
			logger.warn("Stream '{}' is not connected: {}. It tries again from {}", this.name, reason,
					this.reader.resume());
		}
		this.disconnected = reason;
	}

	private void pause() throws InterruptedException {
		BackOffExecution execution = this.backOff;
		if (execution == null) {
			long delay = this.connection.retryDelay().toMillis();
			ExponentialBackOff exponential = new ExponentialBackOff(delay, 2);
			exponential.setMaxInterval(this.connection.maxRetryDelay().toMillis());
			exponential.setJitter(delay / 2);
			execution = exponential.start();
			this.backOff = execution;
		}
		if (!this.closed) {
			Thread.sleep(execution.nextBackOff());
		}
	}

	@Override
	public List<ChangeBatch> poll(Duration timeout) throws InterruptedException {
		return this.queue.poll(timeout);
	}

	@Override
	public @Nullable String disconnected() {
		return this.disconnected;
	}

	@Override
	public void close() {
		this.closed = true;
		this.queue.close();
		boolean interrupted = false;
		while (this.thread.isAlive()) {
			try {
				this.thread.interrupt();
				disconnect();
				this.thread.join(500);
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		this.disconnected = "closed";
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void disconnect() {
		this.lookup.abort();
		BinlogClient client = this.client;
		if (client != null) {
			client.abort();
		}
		this.xa.abort();
	}

	/**
	 * What the client tells of one connection.
	 */
	private final class Connection extends BinaryLogClient.AbstractLifecycleListener {

		private volatile boolean connected;

		private volatile @Nullable Exception failure;

		@Override
		public void onConnect(BinaryLogClient client) {
			this.connected = true;
			BinlogStream.this.disconnected = null;
			BinlogStream.this.told.clear();
			BinlogStream.this.hosts.read(((BinlogClient) client).host());
			logger.info("Stream '{}' reads {} from {}", BinlogStream.this.name, ((BinlogClient) client).host(),
					BinlogStream.this.reader.resume());
		}

		@Override
		public void onCommunicationFailure(BinaryLogClient client, Exception failure) {
			this.failure = failure;
		}

		@Override
		public void onEventDeserializationFailure(BinaryLogClient client, Exception failure) {
			// The client would go on with the next event: nothing may be left out.
			this.failure = failure;
			((BinlogClient) client).abort();
		}

	}

}
