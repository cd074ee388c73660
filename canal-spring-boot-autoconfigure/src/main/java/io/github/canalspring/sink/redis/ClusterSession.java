package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a Redis Cluster. No transaction spans its nodes: keys are written by single
 * commands, each group of them acknowledged before the next is sent, and the position
 * once all that it covers is. So what was written may be ahead of the position, and is
 * then written again. For one thread.
 */
final class ClusterSession extends RedisSession {

	private static final Set<ProtocolKeyword> MEMBERS = Set.of(CommandType.SADD, CommandType.SREM, CommandType.ZADD,
			CommandType.ZREM);

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
	void send(CommandGroup group) throws IOException, InterruptedException {
		awaitSent();
		group.commands().forEach((command) -> this.sent.add(new AsyncCommand<>(command)));
		// Each is flushed, as is what is sent again to where a slot has moved.
		try {
			this.nodes.dispatch(this.sent);
		}
		catch (RedisException ex) {
			throw failure("a node of the cluster", ex);
		}
	}

	@Override
	RedisTransaction commit(@Nullable String position, long version) throws IOException, InterruptedException {
		awaitSent();
		return super.commit(position, version);
	}

	private void awaitSent() throws IOException, InterruptedException {
		Set<String> foreign = new LinkedHashSet<>();
		for (AsyncCommand<byte[], byte[], ?> command : this.sent) {
			try {
				await(command, command.getType().toString());
			}
			catch (RedisFailure.WrongType ex) {
				foreign.add(sharedKey(command, ex));
			}
		}
		this.sent.clear();
		if (!foreign.isEmpty()) {
			throw new RedisFailure.ForeignKeys(foreign);
		}
	}

	private static String sharedKey(AsyncCommand<byte[], byte[], ?> command, RedisFailure.WrongType failure) {
		ByteBuffer key = MEMBERS.contains(command.getType()) ? command.getArgs().getFirstEncodedKey() : null;
		if (key == null) {
			throw failure;
		}
		return StandardCharsets.UTF_8.decode(key).toString();
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
