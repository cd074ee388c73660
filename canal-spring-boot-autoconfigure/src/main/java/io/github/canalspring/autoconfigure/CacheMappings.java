package io.github.canalspring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

import io.github.canalspring.autoconfigure.CanalProperties.Redis;
import io.github.canalspring.cache.CacheFormat;
import io.github.canalspring.cache.CacheProtection;
import io.github.canalspring.event.Row;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.sink.handler.RowBinders;
import io.github.canalspring.sink.handler.RowBindingException;
import io.github.canalspring.sink.redis.RedisMapping;
import io.github.canalspring.sink.redis.RedisValue;
import io.github.canalspring.sink.redis.UnwritableRowException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.CacheManager;
import org.springframework.data.redis.serializer.SerializationException;
import org.springframework.util.ClassUtils;

/**
 * Makes of a mapping to one of the application's caches what the Redis sink takes: plain
 * keys, with the cache's prefix, and values as the cache writes them.
 */
final class CacheMappings {

	private static final String ENTRY = "entry:";

	private static final FieldSelection ALL = new FieldSelection(List.of(), List.of(), Naming.COLUMN);

	private final Set<String> protectedNames;

	private final ObjectProvider<CacheManager> manager;

	private final RowBinders binders;

	private final ClassLoader classLoader;

	CacheMappings(Set<String> protectedNames, ObjectProvider<CacheManager> manager, RowBinders binders,
			ClassLoader classLoader) {
		this.protectedNames = protectedNames;
		this.manager = manager;
		this.binders = binders;
		this.classLoader = classLoader;
	}

	/**
	 * The tables whose rows are entries of protected caches.
	 * @param source the server that the tables are of
	 * @return the tables
	 */
	List<TablePattern> protectedTables(SourceProperties source) {
		return source.sinks()
			.redis()
			.stream()
			.filter((mapping) -> mapping.cache() != null && this.protectedNames.contains(mapping.cache()))
			.map((mapping) -> SinkMappings.table(source.property("sinks.redis[]."), mapping.table()))
			.toList();
	}

	/**
	 * What the sink does about the entries of a cache. The last mapping of a key wins: an
	 * entry that is not written is evicted, and so is its ticket in any case.
	 */
	List<RedisMapping> of(String item, TablePattern table, String cache, Redis mapping) {
		CacheFormat format = format(item, cache);
		String prefix = format.keyPrefix().replace("{", "{{").replace("}", "}}");
		RowTemplate key = InvalidPropertyException.read(item + "key", mapping.key(), "{id}",
				(text) -> RowTemplate.parse(prefix + text));
		if (mapping.ttl() != null) {
			throw new InvalidPropertyException(item + "ttl", ServerSettings.text(mapping.ttl()),
					"not possible for a cache", "Leave it out: spring.cache.redis.time-to-live is taken.");
		}
		requireNone(item + "ttl-jitter", ServerSettings.text(mapping.ttlJitter()), mapping.ttlJitter().isZero());
		requireNone(item + "include", mapping.include(), mapping.include().isEmpty());
		requireNone(item + "exclude", mapping.exclude(), mapping.exclude().isEmpty());
		requireNone(item + "naming", mapping.naming(), mapping.naming() == Naming.COLUMN);
		requireNone(item + "rename", mapping.rename(), mapping.rename().isEmpty());
		List<RedisMapping> mappings = new ArrayList<>();
		mappings.add(new RedisMapping(table, key, new RedisValue.Evict(), null, ALL));
		if (this.protectedNames.contains(cache)) {
			mappings.add(new RedisMapping(table, RowTemplate.parse(CacheProtection.ticketKey(key.toString())),
					new RedisValue.Evict(), null, ALL));
		}
		String value = mapping.value().strip();
		if (value.startsWith(ENTRY)) {
			mappings.add(new RedisMapping(table, key,
					new RedisValue.Formatted(entry(item, cache, format, value.substring(ENTRY.length()).strip())), null,
					ALL, SinkMappings.when(item, mapping.when())));
		}
		else {
			requireEviction(item, value, mapping.when());
		}
		return mappings;
	}

	private static void requireNone(String property, Object value, boolean none) {
		if (!none) {
			throw new InvalidPropertyException(property, value,
					"without effect on a cache, whose entries are objects of the application",
					"Leave it out; the class that the application caches says what an entry holds.");
		}
	}

	private static void requireEviction(String item, String value, @Nullable String when) {
		if (!value.equals("evict")) {
			throw new InvalidPropertyException(item + "value", value, "not possible for a cache",
					"Write evict, or entry: and the name of the class whose objects the application caches, such as "
							+ "entry:com.example.Product.");
		}
		if (when != null) {
			throw new InvalidPropertyException(item + "when", when,
					"without effect: every change of a row evicts its entry", "Leave it out.");
		}
	}

	private CacheFormat format(String item, String cache) {
		CacheManager found = this.manager.getIfUnique();
		if (found == null) {
			throw new InvalidPropertyException(item + "cache", cache,
					"not the name of a cache: the application has no CacheManager bean, or several",
					"Add spring-boot-starter-cache and @EnableCaching, and set spring.cache.type to redis; of several, "
							+ "mark one as @Primary.");
		}
		return InvalidPropertyException.read(item + "cache", cache, "products", (name) -> CacheFormat.of(found, name));
	}

	private RedisValue.Format entry(String item, String cache, CacheFormat format, String type) {
		BiFunction<TableId, Row, Object> binder = binder(item, type);
		int prefix = format.keyPrefix().length();
		return new RedisValue.Format() {

			@Override
			public RedisValue.Entry entry(TableId table, String key, Row row) {
				try {
					Object value = binder.apply(table, row);
					return new RedisValue.Entry(format.serialize(value), format.ttl(key.substring(prefix), value));
				}
				catch (SourceException ex) {
					throw ex; // Nothing can be told of the row: not its fault.
				}
				catch (RuntimeException ex) {
					throw new UnwritableRowException(reason(cache, type, ex), ex);
				}
			}

			@Override
			public boolean isSame(byte[] expected, byte[] found) {
				return format.isSame(expected, found);
			}

			@Override
			public boolean isAbsence(byte[] found) {
				return CacheFormat.isNull(found);
			}

		};
	}

	private static String reason(String cache, String type, RuntimeException failure) {
		if (failure instanceof RowBindingException) {
			return String.valueOf(failure.getMessage());
		}
		if (failure instanceof SerializationException) {
			return "The cache '" + cache + "' cannot write a " + type + ". Make it Serializable, or give the cache "
					+ "another value serializer, such as GenericJacksonJsonRedisSerializer";
		}
		// Its message may quote the row.
		return "There can be no " + type + " of this row: " + failure.getClass().getName();
	}

	private BiFunction<TableId, Row, Object> binder(String item, String type) {
		Class<?> found;
		try {
			found = ClassUtils.forName(type, this.classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new InvalidPropertyException(item + "value", ENTRY + type, "not possible: there is no class " + type,
					"Write the full name of a record or class, such as entry:com.example.Product.");
		}
		try {
			return this.binders.function(found);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(item + "value", ENTRY + type,
					"not possible: " + type + " " + ex.getMessage(), "Write the name of a record or bean.");
		}
	}

}
