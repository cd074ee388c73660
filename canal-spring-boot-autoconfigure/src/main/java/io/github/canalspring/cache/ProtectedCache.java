package io.github.canalspring.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.cache.Cache;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.data.redis.cache.RedisCache;

/**
 * A cache in Redis that takes a ticket when it has no entry, and is filled only if the
 * entry's rows have not changed since.
 */
final class ProtectedCache extends RedisCache {

	private static final Logger logger = LoggerFactory.getLogger(ProtectedCache.class);

	private final Tickets tickets;

	private final ProtectedCacheWriter writer;

	private final AtomicBoolean told = new AtomicBoolean();

	private ProtectedCache(RedisCache cache, ProtectedCacheWriter writer, Tickets tickets) {
		super(cache.getName(), writer, cache.getCacheConfiguration());
		this.writer = writer;
		this.tickets = tickets;
	}

	/**
	 * Protect a cache.
	 * @param cache a cache in Redis, or one that puts off its writes until a transaction
	 * has committed; any other is given back as it is
	 * @param tickets its tickets
	 * @return a cache with the same entries
	 */
	static Cache of(Cache cache, Tickets tickets) {
		if (cache instanceof TransactionAwareCacheDecorator decorator) {
			return new TransactionAwareCacheDecorator(of(decorator.getTargetCache(), tickets));
		}
		return (cache instanceof RedisCache redis)
				? new ProtectedCache(redis, new ProtectedCacheWriter(redis.getNativeCache(), tickets), tickets) : cache;
	}

	static boolean isProtected(@Nullable Cache cache) {
		return cache instanceof ProtectedCache
				|| cache instanceof TransactionAwareCacheDecorator decorator && isProtected(decorator.getTargetCache());
	}

	/**
	 * Called where the value is put by another call and on another thread, so that its
	 * ticket is not known then.
	 */
	@Override
	public CompletableFuture<ValueWrapper> retrieve(Object key) {
		if (this.told.compareAndSet(false, true)) {
			logger.warn("Cache '{}' is protected and so not filled by methods that return a CompletableFuture, Mono or "
					+ "Flux, unless they are declared @Cacheable(sync = true)", getName());
		}
		return super.retrieve(key);
	}

	@Override
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
		boolean mayFill = this.writer.mayFill(getName());
		return super.retrieve(key).thenCompose((found) -> {
			if (found != null) {
				@SuppressWarnings("unchecked")
				T value = (T) found.get();
				return CompletableFuture.completedFuture(value);
			}
			return mayFill ? load(key, loader) : loader.get();
		});
	}

	private <T> CompletableFuture<T> load(Object key, Supplier<CompletableFuture<T>> loader) {
		byte[] entry = serializeCacheKey(createCacheKey(key));
		return this.tickets.takeLater(entry).thenCompose((ticket) -> loader.get().thenCompose((value) -> {
			byte[] bytes = serializeCacheValue(toStoreValue(value));
			return this.tickets
				.fillLater(entry, ticket, bytes, getCacheConfiguration().getTtlFunction().getTimeToLive(key, value))
				.thenApply((done) -> value);
		}));
	}

}
