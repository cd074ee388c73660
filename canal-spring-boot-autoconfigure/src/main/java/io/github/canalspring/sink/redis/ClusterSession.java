package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a Redis Cluster. No transaction spans its nodes: keys are written by single
 * commands, each group of them acknowledged before the next is sent, and the position
 * once all that it covers is. So what was written may be ahead of the position, and is
 * then written again. For one thread.
 */
final class ClusterSession extends RedisSession {

	private final StatefulRedisClusterConnection<byte[], byte[]> nodes;

	private final RedisClient client;

	private final List<AsyncCommand<byte[], byte[], ?>> sent = new ArrayList<>();

	/**
	 * Create a session.
	 * @param nodes the connection to all nodes
	 * @param client the client of the next parameter, closed with the session
	 * @param connection a connection to the node that has the position
	 * @param prefix what the keys of the position and the epoch begin with
	 * @param timeout how long to wait for an answer
	 */
	ClusterSession(StatefulRedisClusterConnection<byte[], byte[]> nodes, RedisClient client,
			StatefulRedisConnection<byte[], byte[]> connection, String prefix, Duration timeout) {
		super(connection, prefix, timeout);
		this.nodes = nodes;
		this.client = client;
	}

	@Override
	boolean isAtomic() {
		return false;
	}

	@Override
	CommandGroup group() {
		return new CommandGroup(1);
	}

	@Override
	void send(List<Command<byte[], byte[], ?>> group) throws IOException, InterruptedException {
		awaitSent();
		for (Command<byte[], byte[], ?> command : group) {
			this.sent.add(new AsyncCommand<>(command));
		}
		// Each is flushed, as is what is sent again to where a slot has moved.
		try {
			this.nodes.dispatch(this.sent);
		}
		catch (RedisException ex) {
			throw failure("a node of the cluster", ex);
		}
	}

	@Override
	Transaction commit(@Nullable String position) throws IOException, InterruptedException {
		awaitSent();
		return super.commit(position);
	}

	private void awaitSent() throws IOException, InterruptedException {
		for (AsyncCommand<byte[], byte[], ?> command : this.sent) {
			await(command, command.getType().toString());
		}
		this.sent.clear();
	}

	/** The next session asks the cluster anew for the place of each slot. */
	@Override
	IOException failure(String what, Throwable cause) {
		if (cause instanceof RedisCommandExecutionException && String.valueOf(cause.getMessage()).startsWith("MOVED")) {
			return new IOException("Redis Cluster moved the slot of " + what);
		}
		return super.failure(what, cause);
	}

	@Override
	public void close() {
		try {
			super.close();
		}
		finally {
			this.nodes.close();
			this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		}
	}

}
