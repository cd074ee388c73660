package io.github.canalspring.cache;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Puts a proxy around each {@link RedisCacheManager} of the application, still of that
 * type, whose caches of certain names are protected: a miss takes a ticket, and a fill
 * succeeds only if nothing that writes or evicts the entry has cancelled it since.
 */
public final class CacheProtection implements BeanPostProcessor {

	private final Set<String> names;

	private final Tickets tickets;

	/**
	 * Create the protection.
	 * @param names the names of the caches
	 * @param connections gives connections to the Redis that the caches are in; asked
	 * when a cache is used first
	 */
	public CacheProtection(Set<String> names, Supplier<RedisConnectionFactory> connections) {
		this.names = Set.copyOf(names);
		this.tickets = new Tickets(connections);
	}

	/**
	 * Where the ticket of an entry is. Whoever writes or removes the entry must delete it
	 * in the same transaction.
	 * @param key the entry's key in Redis, or a template for it
	 * @return the ticket's key
	 */
	public static String ticketKey(String key) {
		return Tickets.PREFIX + key;
	}

	/**
	 * Whether a cache is protected.
	 * @param manager the application's cache manager
	 * @param name the cache's name
	 * @return whether fills of it need a ticket; {@code false} also if there is no such
	 * cache
	 */
	public static boolean isProtected(CacheManager manager, String name) {
		return ProtectedCache.isProtected(manager.getCache(name));
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof RedisCacheManager manager) ? protect(manager) : bean;
	}

	private Object protect(RedisCacheManager manager) {
		Map<Cache, Cache> caches = new ConcurrentHashMap<>();
		ProxyFactory factory = new ProxyFactory(manager);
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			Object result = invocation.proceed();
			return (result instanceof Cache cache && this.names.contains(cache.getName()))
					? caches.computeIfAbsent(cache, (found) -> ProtectedCache.of(found, this.tickets)) : result;
		});
		return factory.getProxy(manager.getClass().getClassLoader());
	}

}
