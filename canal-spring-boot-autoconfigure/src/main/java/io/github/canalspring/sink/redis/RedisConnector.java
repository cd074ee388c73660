package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.time.Duration;

import io.github.canalspring.sink.SinkException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Opens connections with a client of the sink's own, configured as the application's.
 * <p>
 * It must not be the application's client, whose connections reconnect by themselves and
 * then send what was not answered again: of a {@code MULTI} cut in two, the second half
 * would be executed alone, the position with it.
 */
final class RedisConnector implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisConnector.class);

	/**
	 * A transaction takes longer than the single commands that a short one is meant for.
	 */
	private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(5);

	private final LettuceConnectionFactory application;

	private final String destination;

	private @Nullable LettuceConnectionFactory own;

	RedisConnector(LettuceConnectionFactory application, String destination) {
		this.application = application;
		this.destination = destination;
	}

	/**
	 * Open a connection.
	 * @return the session on it
	 * @throws IOException if Redis is not reachable
	 * @throws SinkException if it cannot be used as it is configured
	 */
	RedisSession connect() throws IOException, InterruptedException {
		try {
			RedisSession session = this.application.isClusterAware() ? cluster()
					: new RedisSession(client(RedisClient.class).connect(ByteArrayCodec.INSTANCE), prefix(), timeout());
			logger.info("Connected to Redis at {}", server());
			return session;
		}
		catch (RedisCommandInterruptedException ex) {
			Thread.interrupted();
			throw new InterruptedException("Interrupted while connecting to Redis");
		}
		catch (RedisException ex) {
			throw RedisFailure.connecting(server(), ex);
		}
	}

	/**
	 * Open a connection for nothing but to look at keys. May be called from any thread
	 * once {@link #connect} was.
	 * @throws IOException if Redis is not reachable, or the sink is closed
	 */
	Keys open() throws IOException {
		if (!isOpen()) {
			throw new IOException("There is no connection to Redis");
		}
		try {
			if (this.application.isClusterAware()) {
				StatefulRedisClusterConnection<byte[], byte[]> nodes = client(RedisClusterClient.class)
					.connect(ByteArrayCodec.INSTANCE);
				return new Keys(nodes.sync(), nodes.async(), nodes);
			}
			StatefulRedisConnection<byte[], byte[]> connection = client(RedisClient.class)
				.connect(ByteArrayCodec.INSTANCE);
			return new Keys(connection.sync(), connection.async(), connection);
		}
		catch (RedisException ex) {
			throw RedisFailure.connecting(server(), ex);
		}
	}

	/** The client keeps what it knows of the cluster, which may have changed since. */
	private RedisSession cluster() {
		RedisClusterClient cluster = client(RedisClusterClient.class);
		cluster.refreshPartitions();
		int slot = SlotHash.getSlot(prefix());
		RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(slot);
		if (node == null) {
			throw new RedisException("Slot " + slot + " of the position has no node");
		}
		StatefulRedisClusterConnection<byte[], byte[]> nodes = cluster.connect(ByteArrayCodec.INSTANCE);
		RedisClient single = RedisClient.create(cluster.getResources(), node.getUri());
		try {
			single.setOptions(options(this.application.getClientConfiguration()));
			return new ClusterSession(nodes, single, single.connect(ByteArrayCodec.INSTANCE), prefix(), timeout());
		}
		catch (RedisException ex) {
			nodes.close();
			single.shutdown(Duration.ZERO, Duration.ofSeconds(2));
			throw ex;
		}
	}

	private String prefix() {
		return "canal:{" + this.destination + "}:redis:";
	}

	@Override
	public synchronized void close() {
		if (this.own != null) {
			this.own.destroy();
			this.own = null;
		}
	}

	private synchronized boolean isOpen() {
		return this.own != null;
	}

	private synchronized <T> T client(Class<T> type) {
		if (this.own == null) {
			this.own = new LettuceConnectionFactory(configuration(), clientConfiguration());
			this.own.start();
		}
		return type.cast(this.own.getRequiredNativeClient());
	}

	/** How long to wait for an answer. */
	Duration timeout() {
		Duration timeout = this.application.getClientConfiguration().getCommandTimeout();
		return (timeout.compareTo(LEAST_TIMEOUT) > 0) ? timeout : LEAST_TIMEOUT;
	}

	private RedisConfiguration configuration() {
		RedisConfiguration sentinel = this.application.getSentinelConfiguration();
		RedisConfiguration socket = this.application.getSocketConfiguration();
		RedisConfiguration cluster = this.application.getClusterConfiguration();
		if (cluster != null) {
			return cluster;
		}
		return (sentinel != null) ? sentinel
				: (socket != null) ? socket : this.application.getStandaloneConfiguration();
	}

	private String server() {
		RedisConfiguration configuration = configuration();
		if (configuration instanceof RedisConfiguration.SentinelConfiguration sentinel) {
			return "sentinel group " + sentinel.getMaster().getName();
		}
		if (configuration instanceof RedisConfiguration.ClusterConfiguration cluster) {
			return "cluster " + cluster.getClusterNodes();
		}
		if (configuration instanceof RedisConfiguration.DomainSocketConfiguration socket) {
			return socket.getSocket();
		}
		return this.application.getHostName() + ":" + this.application.getPort();
	}

	private LettuceClientConfiguration clientConfiguration() {
		LettuceClientConfiguration configuration = this.application.getClientConfiguration();
		LettuceClientConfiguration.LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder();
		if (configuration.isUseSsl()) {
			LettuceClientConfiguration.LettuceSslClientConfigurationBuilder ssl = builder.useSsl()
				.verifyPeer(configuration.getVerifyMode());
			if (configuration.isStartTls()) {
				ssl.startTls();
			}
		}
		configuration.getClientResources().ifPresent(builder::clientResources);
		configuration.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
		ClientOptions options = options(configuration);
		return builder
			.clientOptions(this.application.isClusterAware() ? ClusterClientOptions.builder(options).build() : options)
			.clientName("canal-" + this.destination.replaceAll("[^!-~]", "-"))
			.commandTimeout(configuration.getCommandTimeout())
			.shutdownTimeout(configuration.getShutdownTimeout())
			.shutdownQuietPeriod(configuration.getShutdownQuietPeriod())
			.build();
	}

	private static ClientOptions options(LettuceClientConfiguration configuration) {
		return configuration.getClientOptions()
			.orElseGet(ClientOptions::create)
			.mutate()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(Integer.MAX_VALUE)
			// A timer for each of many pipelined commands costs more than the command;
			// the session waits with a time-out of its own.
			.timeoutOptions(TimeoutOptions.create())
			.build();
	}

	/**
	 * A connection to look at keys.
	 *
	 * @param commands the commands; of a cluster, of all its nodes
	 * @param async the same without waiting
	 * @param connection what is to be closed
	 */
	record Keys(RedisClusterCommands<byte[], byte[]> commands, RedisClusterAsyncCommands<byte[], byte[]> async,
			StatefulConnection<byte[], byte[]> connection) {

	}

}
