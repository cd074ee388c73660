package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.mysql.BinlogClient.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Reads something up in a binlog, on short connections beside the stream's own.
 */
final class SideConnection {

	private final MysqlConnection connection;

	private volatile @Nullable BinlogClient client;

	private volatile boolean aborted;

	SideConnection(MysqlConnection connection) {
		this.connection = connection;
	}

	/**
	 * Read until the consumer stops it, which it does by {@link #stop()}.
	 * @param host the server
	 * @param consumer where to read, and what takes the events
	 * @param what what is read, for messages
	 * @throws SourceException why the server or the consumer refuses
	 * @throws SourceUnreachableException if the connection ended before
	 */
	void read(HostPort host, EventConsumer consumer, String what) throws InterruptedException {
		BinlogClient client = new BinlogClient(host, this.connection,
				ThreadLocalRandom.current().nextLong(1L << 31, (1L << 32) - 1), consumer);
		Failure failure = new Failure();
		client.registerLifecycleListener(failure);
		this.client = client;
		Exception end;
		try {
			if (this.aborted) {
				throw new IOException("The stream is closed");
			}
			client.connect();
			end = failure.cause;
		}
		catch (IOException ex) {
			end = ex;
		}
		finally {
			this.client = null;
		}
		Throwable cause = (end instanceof StopReadingException) ? end.getCause() : end;
		if (cause instanceof CancellationException) {
			return;
		}
		if (cause instanceof InterruptedException interrupted) {
			throw interrupted;
		}
		if (cause instanceof Refusal refusal) {
			throw refusal.refusal();
		}
		if (cause instanceof SourceException refusal) {
			throw refusal;
		}
		throw new SourceUnreachableException(what + " could not be read from " + host,
				"See whether the server runs and lets user '" + this.connection.user() + "' read the binlog", end);
	}

	static StopReadingException stop() {
		return new StopReadingException(new CancellationException("What was wanted is there"));
	}

	/**
	 * Cut the connection that is open now, and open none from now on.
	 */
	void abort() {
		this.aborted = true;
		BinlogClient client = this.client;
		if (client != null) {
			client.abort();
		}
	}

	private static final class Failure extends BinaryLogClient.AbstractLifecycleListener {

		private volatile @Nullable Exception cause;

		@Override
		public void onCommunicationFailure(BinaryLogClient client, Exception failure) {
			this.cause = failure;
		}

		@Override
		public void onEventDeserializationFailure(BinaryLogClient client, Exception failure) {
			this.cause = failure;
			((BinlogClient) client).abort();
		}

	}

}
