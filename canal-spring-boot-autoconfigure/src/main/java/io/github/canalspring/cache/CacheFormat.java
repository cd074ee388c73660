package io.github.canalspring.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.support.NullValue;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.data.redis.util.ByteUtils;

/**
 * What the entries of one of the application's caches look like in Redis.
 */
public final class CacheFormat {

	private static final byte @Nullable [] NULL = RedisSerializer.java().serialize(NullValue.INSTANCE);

	private final String name;

	private final RedisCacheConfiguration configuration;

	private CacheFormat(String name, RedisCacheConfiguration configuration) {
		this.name = name;
		this.configuration = configuration;
	}

	/**
	 * Find the format of a cache.
	 * @param manager the application's cache manager
	 * @param name the cache's name
	 * @return the format
	 * @throws IllegalArgumentException if there is no such cache, it is not in Redis, or
	 * its keys are not plain text; the message says what to write instead
	 */
	public static CacheFormat of(CacheManager manager, String name) {
		Cache cache = manager.getCache(name);
		if (cache instanceof TransactionAwareCacheDecorator decorator) {
			cache = decorator.getTargetCache();
		}
		if (cache == null) {
			throw new IllegalArgumentException("The application's CacheManager has no cache of this name, only "
					+ manager.getCacheNames() + ". Write one of these, or add it to spring.cache.cache-names");
		}
		if (!(cache instanceof RedisCache redis)) {
			throw new IllegalArgumentException("This cache is not in Redis: it is a " + cache.getClass().getSimpleName()
					+ ". Set spring.cache.type to redis, or make the CacheManager bean a RedisCacheManager");
		}
		CacheFormat format = new CacheFormat(name, redis.getCacheConfiguration());
		String sample = format.keyPrefix() + "{é}";
		if (!Arrays.equals(format.keyBytes(sample), sample.getBytes(StandardCharsets.UTF_8))) {
			throw new IllegalArgumentException("The keys of this cache are not written as plain text in UTF-8. "
					+ "Write them so, as RedisCacheConfiguration.serializeKeysWith does by default");
		}
		return format;
	}

	private byte[] keyBytes(String key) {
		return ByteUtils.getBytes(this.configuration.getKeySerializationPair().write(key));
	}

	/**
	 * What stands before the key in Redis.
	 * @return such as {@code products::}; empty if there is no prefix
	 */
	public String keyPrefix() {
		return this.configuration.usePrefix() ? this.configuration.getKeyPrefixFor(this.name) : "";
	}

	/**
	 * Write a value as the cache does.
	 * @param value the value
	 * @return what stands in Redis
	 * @throws SerializationException if it cannot be written
	 */
	public byte[] serialize(Object value) {
		return ByteUtils.getBytes(this.configuration.getValueSerializationPair().write(value));
	}

	/**
	 * Whether two texts stand for the same value: a serializer need not write equal
	 * objects alike.
	 * @param one what stands in Redis
	 * @param other another such text
	 * @return whether they are read as equal values; {@code false} if one cannot be read
	 */
	public boolean isSame(byte[] one, byte[] other) {
		try {
			Object value = this.configuration.getValueSerializationPair().read(ByteBuffer.wrap(one));
			return Objects.equals(value, this.configuration.getValueSerializationPair().read(ByteBuffer.wrap(other)));
		}
		catch (SerializationException ex) {
			return false;
		}
	}

	/**
	 * Whether a text stands for {@code null}, by which a cache remembers that there is no
	 * value.
	 * @param text what stands in Redis
	 * @return whether it does
	 */
	public static boolean isNull(byte[] text) {
		return Arrays.equals(text, NULL);
	}

	/**
	 * For how long the cache keeps a value.
	 * @param key the key, without the prefix
	 * @param value the value
	 * @return the time; {@code null} for ever
	 */
	public @Nullable Duration ttl(String key, Object value) {
		Duration ttl = this.configuration.getTtlFunction().getTimeToLive(key, value);
		return (ttl.toMillis() > 0) ? ttl : null;
	}

}
