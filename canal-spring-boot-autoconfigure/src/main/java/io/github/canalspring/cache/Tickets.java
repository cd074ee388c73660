package io.github.canalspring.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.util.ByteUtils;

/**
 * The right to fill an entry, kept in Redis beside the entry: taken before the value is
 * read, cancelled with every change of the entry. All who load an entry at a time share
 * one; it has a name of its own, so that one which was cancelled never comes back. Safe
 * for use by several threads.
 */
final class Tickets {

	static final String PREFIX = "canal:ticket:";

	private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);

	/** What takes longer to load is not kept. */
	private static final Duration LIFE = Duration.ofMinutes(5);

	private static final byte[] LIFE_MILLIS = text(LIFE.toMillis());

	private static final byte[] TAKE = script("""
			local ticket = redis.call('GET', KEYS[1]) or ARGV[1]
			redis.call('SET', KEYS[1], ticket, 'PX', ARGV[2])
			return ticket
			""");

	private static final byte[] FILL = script("""
			if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
			redis.call('DEL', KEYS[2])
			if ARGV[3] == '0' then redis.call('SET', KEYS[1], ARGV[2])
			else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
			return 1
			""");

	private final Supplier<RedisConnectionFactory> connections;

	Tickets(Supplier<RedisConnectionFactory> connections) {
		this.connections = connections;
	}

	static byte[] key(byte[] entry) {
		return ByteUtils.concat(PREFIX_BYTES, entry);
	}

	/**
	 * Take a ticket, before anything that the value is made of is read.
	 * @param entry the entry's key
	 * @return the ticket
	 */
	byte[] take(byte[] entry) {
		try (RedisConnection connection = this.connections.get().getConnection()) {
			byte[] ticket = connection.scriptingCommands()
				.eval(TAKE, ReturnType.VALUE, 1, key(entry), newTicket(), LIFE_MILLIS);
			if (ticket == null) {
				throw new IllegalStateException("Redis gave no ticket: is the connection in a transaction?");
			}
			return ticket;
		}
	}

	/**
	 * Fill an entry, if its ticket has not been cancelled.
	 * @param entry the entry's key
	 * @param ticket the ticket that was taken before
	 * @param value the value
	 * @param ttl the entry's time to live; none if it is {@code null} or not above zero
	 */
	void fill(byte[] entry, byte[] ticket, byte[] value, @Nullable Duration ttl) {
		try (RedisConnection connection = this.connections.get().getConnection()) {
			connection.scriptingCommands()
				.eval(FILL, ReturnType.INTEGER, 2, entry, key(entry), ticket, value, millis(ttl));
		}
	}

	/** Refuse all who are loading an entry. */
	void cancel(byte[] entry) {
		try (RedisConnection connection = this.connections.get().getConnection()) {
			connection.keyCommands().del(key(entry));
		}
	}

	/**
	 * Refuse all who are loading an entry, and remove it. Done when it returns, as Spring
	 * Data's own eviction is not.
	 */
	void evict(byte[] entry) {
		try (RedisConnection connection = this.connections.get().getConnection()) {
			connection.keyCommands().del(key(entry), entry);
		}
	}

	/** As {@link #take}, without blocking the thread. */
	CompletableFuture<byte[]> takeLater(byte[] entry) {
		return later((connection) -> connection.scriptingCommands()
			.<ByteBuffer>eval(ByteBuffer.wrap(TAKE), ReturnType.VALUE, 1, buffers(key(entry), newTicket(), LIFE_MILLIS))
			.next()).thenApply(ByteUtils::getBytes);
	}

	/** As {@link #fill}, without blocking the thread. */
	CompletableFuture<Void> fillLater(byte[] entry, byte[] ticket, byte[] value, @Nullable Duration ttl) {
		return later((connection) -> connection.scriptingCommands()
			.eval(ByteBuffer.wrap(FILL), ReturnType.INTEGER, 2, buffers(entry, key(entry), ticket, value, millis(ttl)))
			.then());
	}

	/**
	 * Refuse all who are loading an entry, and remove it, without blocking the thread.
	 */
	CompletableFuture<Void> evictLater(byte[] entry) {
		return later((connection) -> connection.keyCommands()
			.del(ByteBuffer.wrap(key(entry)))
			.then(connection.keyCommands().del(ByteBuffer.wrap(entry)))
			.then());
	}

	private <T> CompletableFuture<T> later(Function<ReactiveRedisConnection, Mono<T>> action) {
		ReactiveRedisConnectionFactory factory = (ReactiveRedisConnectionFactory) this.connections.get();
		return Mono
			.usingWhen(Mono.fromSupplier(factory::getReactiveConnection), action, ReactiveRedisConnection::closeLater)
			.toFuture();
	}

	private static ByteBuffer[] buffers(byte[]... values) {
		ByteBuffer[] buffers = new ByteBuffer[values.length];
		for (int index = 0; index < values.length; index++) {
			buffers[index] = ByteBuffer.wrap(values[index]);
		}
		return buffers;
	}

	private static byte[] millis(@Nullable Duration ttl) {
		return text((ttl != null) ? Math.max(0, ttl.toMillis()) : 0);
	}

	private static byte[] newTicket() {
		return UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] text(long number) {
		return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] script(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
