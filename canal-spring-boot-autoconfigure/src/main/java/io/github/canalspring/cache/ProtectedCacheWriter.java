package io.github.canalspring.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.github.canalspring.cache.Loads.Load;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.CacheStatisticsCollector;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.transaction.support.ResourceHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Reads as another writer does, and writes only with a ticket. Who puts without having
 * looked before, evicts: nobody can tell how old that value is.
 */
final class ProtectedCacheWriter implements RedisCacheWriter {

	private static final Logger logger = LoggerFactory.getLogger(ProtectedCacheWriter.class);

	private final RedisCacheWriter writer;

	private final Tickets tickets;

	private final Loads loads = new Loads();

	private final AtomicBoolean told = new AtomicBoolean();

	ProtectedCacheWriter(RedisCacheWriter writer, Tickets tickets) {
		this.writer = writer;
		this.tickets = tickets;
	}

	@Override
	public byte @Nullable [] get(String name, byte[] key) {
		return found(name, key, this.writer.get(name, key));
	}

	@Override
	public byte @Nullable [] get(String name, byte[] key, @Nullable Duration ttl) {
		return found(name, key, this.writer.get(name, key, ttl));
	}

	private byte @Nullable [] found(String name, byte[] key, byte @Nullable [] value) {
		if (value != null) {
			this.loads.end(key);
		}
		else {
			this.loads.begin(key, new Load(mayFill(name) ? this.tickets.take(key) : null));
		}
		return value;
	}

	@Override
	public byte[] get(String name, byte[] key, Supplier<byte[]> loader, @Nullable Duration ttl,
			boolean timeToIdleEnabled) {
		byte[] value = timeToIdleEnabled ? this.writer.get(name, key, ttl) : this.writer.get(name, key);
		if (value != null) {
			return value;
		}
		byte[] ticket = mayFill(name) ? this.tickets.take(key) : null;
		byte[] loaded = loader.get();
		if (ticket != null) {
			this.tickets.fill(key, ticket, loaded, ttl);
		}
		return loaded;
	}

	/**
	 * Whether what this thread reads from the database from now on is what is there from
	 * now on. A transaction that has begun may show rows as they were before, or as
	 * nobody else will ever see them; so may a session of Hibernate or MyBatis.
	 */
	boolean mayFill(String name) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.getResourceMap()
					.values()
					.stream()
					.noneMatch(ResourceHolder.class::isInstance)) {
			return true;
		}
		if (this.told.compareAndSet(false, true)) {
			logger.info("Cache '{}' is not filled with what is loaded within a transaction or an open session, "
					+ "which may show old rows (told once)", name);
		}
		return false;
	}

	@Override
	public void put(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		Load load = this.loads.end(key);
		if (load == null) {
			evict(name, key);
		}
		else if (load.ticket() != null && mayFill(name)) {
			this.tickets.fill(key, load.ticket(), value, ttl);
		}
	}

	@Override
	public byte @Nullable [] putIfAbsent(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		byte[] found = this.writer.get(name, key);
		if (found == null) {
			put(name, key, value, ttl);
		}
		return found;
	}

	@Override
	public void evict(String name, byte[] key) {
		this.tickets.evict(key);
	}

	@Override
	public boolean evictIfPresent(String name, byte[] key) {
		this.tickets.cancel(key);
		return this.writer.evictIfPresent(name, key);
	}

	@Override
	public void clear(String name, byte[] pattern) {
		this.writer.clear(name, Tickets.key(pattern));
		this.writer.clear(name, pattern);
	}

	@Override
	public boolean invalidate(String name, byte[] pattern) {
		this.writer.invalidate(name, Tickets.key(pattern));
		return this.writer.invalidate(name, pattern);
	}

	@Override
	public boolean supportsAsyncRetrieve() {
		return this.writer.supportsAsyncRetrieve();
	}

	@Override
	public CompletableFuture<byte[]> retrieve(String name, byte[] key, @Nullable Duration ttl) {
		return this.writer.retrieve(name, key, ttl);
	}

	/** Nobody knows when its caller has looked. */
	@Override
	public CompletableFuture<Void> store(String name, byte[] key, byte[] value, @Nullable Duration ttl) {
		return this.tickets.evictLater(key);
	}

	@Override
	public CacheStatistics getCacheStatistics(String cacheName) {
		return this.writer.getCacheStatistics(cacheName);
	}

	@Override
	public void clearStatistics(String name) {
		this.writer.clearStatistics(name);
	}

	@Override
	public RedisCacheWriter withStatisticsCollector(CacheStatisticsCollector collector) {
		return new ProtectedCacheWriter(this.writer.withStatisticsCollector(collector), this.tickets);
	}

}
