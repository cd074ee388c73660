package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How to reach and read a server.
 *
 * @param hosts the servers, at least one; the first that answers is read
 * @param user the user, with {@code SELECT}, {@code REPLICATION SLAVE} and
 * {@code REPLICATION CLIENT}
 * @param password the user's password
 * @param connectTimeout how long to wait for a connection
 * @param readTimeout after how long without a sign of life a connection counts as dead;
 * the server is asked for one three times as often
 * @param bufferSize how many bytes of changes a stream may hold that were not yet polled
 * @param sliceSize from how many bytes on a transaction is handed on in slices
 * @param tls how connections are encrypted; {@code null}: not, except where the JDBC
 * driver does so by itself
 * @param retryDelay the pause before a lost stream is connected again; it doubles with
 * every further attempt
 * @param maxRetryDelay the longest pause between two attempts
 */
public record MysqlConnection(List<HostPort> hosts, String user, String password, Duration connectTimeout,
		Duration readTimeout, long bufferSize, long sliceSize, @Nullable TlsSettings tls, Duration retryDelay,
		Duration maxRetryDelay) {

	/** The default of {@link #connectTimeout()}. */
	public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

	/** The default of {@link #readTimeout()}. */
	public static final Duration DEFAULT_READ_TIMEOUT = Duration.ofSeconds(30);

	/** The default of {@link #bufferSize()}. */
	public static final long DEFAULT_BUFFER_SIZE = 8 << 20;

	/** The default of {@link #sliceSize()}. */
	public static final long DEFAULT_SLICE_SIZE = 1 << 20;

	/** The default of {@link #retryDelay()}. */
	public static final Duration DEFAULT_RETRY_DELAY = Duration.ofMillis(100);

	/** The default of {@link #maxRetryDelay()}. */
	public static final Duration DEFAULT_MAX_RETRY_DELAY = Duration.ofSeconds(30);

	public MysqlConnection {
		hosts = List.copyOf(hosts);
		if (hosts.isEmpty()) {
			throw new IllegalArgumentException("At least one host is needed");
		}
	}

	public MysqlConnection(List<HostPort> hosts, String user, String password, Duration connectTimeout,
			Duration readTimeout, long bufferSize, long sliceSize, @Nullable TlsSettings tls) {
		this(hosts, user, password, connectTimeout, readTimeout, bufferSize, sliceSize, tls, DEFAULT_RETRY_DELAY,
				DEFAULT_MAX_RETRY_DELAY);
	}

	public MysqlConnection(List<HostPort> hosts, String user, String password, Duration connectTimeout,
			Duration readTimeout, long bufferSize, long sliceSize) {
		this(hosts, user, password, connectTimeout, readTimeout, bufferSize, sliceSize, null);
	}

	public MysqlConnection(List<HostPort> hosts, String user, String password) {
		this(hosts, user, password, DEFAULT_CONNECT_TIMEOUT, DEFAULT_READ_TIMEOUT, DEFAULT_BUFFER_SIZE,
				DEFAULT_SLICE_SIZE);
	}

	/**
	 * The same with other pauses between attempts to connect.
	 * @param delay the first pause
	 * @param maxDelay the longest pause
	 * @return the settings
	 */
	public MysqlConnection withRetry(Duration delay, Duration maxDelay) {
		return new MysqlConnection(this.hosts, this.user, this.password, this.connectTimeout, this.readTimeout,
				this.bufferSize, this.sliceSize, this.tls, delay, maxDelay);
	}

	/**
	 * Without the password.
	 */
	@Override
	public String toString() {
		return this.user + "@" + this.hosts;
	}

}
