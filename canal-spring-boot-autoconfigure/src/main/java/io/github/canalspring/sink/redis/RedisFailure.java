package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

import io.github.canalspring.sink.SinkException;
import io.lettuce.core.RedisCommandExecutionException;

/**
 * Tells failures that pass from those that somebody has to mend.
 */
final class RedisFailure {

	/** What to do, by the code at the start of Redis' message. */
	private static final Map<String, String> REMEDIES = Map.of("NOPERM",
			"Allow the user of spring.data.redis.username to use the commands WATCH, MULTI, EXEC, DISCARD, GET, SET, MSET, "
					+ "EVAL, DEL, HSET, PEXPIRE, SADD, SREM, ZADD, ZREM, TYPE and SCAN, and to compare "
					+ "copies EXISTS, HGETALL, SISMEMBER, ZSCORE, SSCAN and ZSCAN, on the keys of the mappings and on canal:*",
			"NOAUTH", "Set spring.data.redis.password", "WRONGPASS",
			"Correct spring.data.redis.username and spring.data.redis.password", "MOVED",
			"It is a node of a Redis Cluster: name nodes of it by spring.data.redis.cluster.nodes", "ERR unknown",
			"Allow the command in Redis' configuration (rename-command)");

	private RedisFailure() {
	}

	/**
	 * Describe a failure, without keys or values.
	 * @param what what failed
	 * @param cause how
	 * @return the exception to throw if it may pass
	 * @throws SinkException if it does not pass by itself
	 */
	static IOException of(String what, Throwable cause) {
		if (!(cause instanceof RedisCommandExecutionException)) {
			return new IOException("Redis was lost before " + what + " was answered", cause);
		}
		String message = message(cause);
		if (message.startsWith("EXECABORT")) {
			return new Aborted(message);
		}
		String problem = "Redis refused " + what + ": " + message;
		if (message.startsWith("WRONGTYPE")) {
			throw new WrongType(problem);
		}
		REMEDIES.forEach((code, remedy) -> {
			if (message.startsWith(code)) {
				throw new SinkException(problem, remedy);
			}
		});
		return new IOException(problem);
	}

	private static String message(Throwable cause) {
		// "ERR unknown command 'X', with args beginning with: ..." goes on with the data.
		return String.valueOf(cause.getMessage()).split(", with args", 2)[0];
	}

	/**
	 * Describe why no connection could be opened.
	 * @param server the server
	 * @param failure how it failed
	 * @return the exception to throw if it may pass
	 * @throws SinkException if it does not pass by itself
	 */
	static IOException connecting(String server, Exception failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof RedisCommandExecutionException) {
				return of("the connection to " + server, cause);
			}
		}
		return new IOException("Redis at " + server + " cannot be reached", failure);
	}

	/** Under a key is something of another type than what is to be done with it. */
	static final class WrongType extends SinkException {

		private static final long serialVersionUID = 1L;

		WrongType(String problem) {
			super(problem,
					"Delete the key with redis-cli, or give the server that is read another dest, which is not in use");
		}

	}

	/**
	 * Keys that were to have members are no sets. Everything else was executed, but for
	 * the position.
	 */
	static final class ForeignKeys extends IOException {

		private static final long serialVersionUID = 1L;

		private final transient Set<String> keys;

		ForeignKeys(Set<String> keys) {
			super("Redis holds something else under " + keys.size() + " of the keys of sets");
			this.keys = Set.copyOf(keys);
		}

		Set<String> keys() {
			return this.keys;
		}

	}

	/** A transaction of which nothing was executed. */
	static final class Aborted extends IOException {

		private static final long serialVersionUID = 1L;

		Aborted(String message) {
			super(message);
		}

	}

	/**
	 * Commands of a transaction failed while it was executed; others, the position among
	 * them, took effect.
	 */
	static final class Partial extends IOException {

		private static final long serialVersionUID = 1L;

		Partial(Throwable cause) {
			super("Redis executed a transaction in part: " + message(cause));
		}

	}

}
