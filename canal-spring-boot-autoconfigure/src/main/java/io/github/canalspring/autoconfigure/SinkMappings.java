package io.github.canalspring.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.canalspring.autoconfigure.CanalProperties.Elasticsearch;
import io.github.canalspring.autoconfigure.CanalProperties.Redis;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.sink.elasticsearch.DocumentTarget;
import io.github.canalspring.sink.elasticsearch.ElasticsearchMapping;
import io.github.canalspring.sink.elasticsearch.IndexDefinition;
import io.github.canalspring.sink.elasticsearch.IndexName;
import io.github.canalspring.sink.redis.RedisMapping;
import io.github.canalspring.sink.redis.RedisValue;
import io.github.canalspring.sink.redis.TimeToLive;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;

/**
 * {@code canal.sinks.*} as the sinks take it.
 */
final class SinkMappings {

	private static final String TABLE = "shop.product";

	private SinkMappings() {
	}

	static List<RedisMapping> redis(SourceProperties source, CacheMappings caches) {
		List<Redis> configured = source.sinks().redis();
		List<RedisMapping> mappings = new ArrayList<>();
		for (int index = 0; index < configured.size(); index++) {
			String item = source.property("sinks.redis[" + index + "].");
			List<RedisMapping> made = redis(item, configured.get(index), caches);
			if (mappings.stream().anyMatch((earlier) -> made.stream().anyMatch(earlier::clashesWith))) {
				throw new InvalidPropertyException(item + "key", configured.get(index).key(),
						"the key of an earlier mapping too, whose value cannot be there as well",
						"Give one of them another key.");
			}
			mappings.addAll(made);
		}
		return List.copyOf(mappings);
	}

	private static List<RedisMapping> redis(String item, Redis mapping, CacheMappings caches) {
		TablePattern table = table(item, mapping.table());
		return (mapping.cache() != null) ? caches.of(item, table, mapping.cache(), mapping)
				: List.of(redis(item, table, mapping));
	}

	private static RedisMapping redis(String item, TablePattern table, Redis mapping) {
		RowTemplate key = InvalidPropertyException.read(item + "key", mapping.key(), "product:{id}",
				RowTemplate::parse);
		RedisValue value = InvalidPropertyException.read(item + "value", mapping.value(), "json", RedisValue::parse);
		FieldSelection fields = fields(item, mapping.include(), mapping.exclude(), mapping.naming(), mapping.rename());
		RowCondition when = when(item, mapping.when());
		TimeToLive ttl = timeToLive(item, mapping);
		try {
			return new RedisMapping(table, key, value, ttl, fields, when);
		}
		catch (IllegalArgumentException ex) {
			// A value that has no time to live: all else has been read already.
			throw InvalidPropertyException.of(item + "ttl", text(mapping.ttl()), "30m", ex);
		}
	}

	private static @Nullable TimeToLive timeToLive(String item, Redis mapping) {
		Duration ttl = mapping.ttl();
		Duration jitter = mapping.ttlJitter();
		if (ttl == null) {
			if (!jitter.isZero()) {
				throw new InvalidPropertyException(item + "ttl-jitter", text(jitter), "set, but ttl is not",
						"Write ttl too, such as 30m, or leave it out.");
			}
			return null;
		}
		InvalidPropertyException.read(item + "ttl", text(ttl), "30m", (text) -> new TimeToLive(ttl, Duration.ZERO));
		return InvalidPropertyException.read(item + "ttl-jitter", text(jitter), "3m",
				(text) -> new TimeToLive(ttl, jitter));
	}

	private static String text(@Nullable Duration time) {
		return (time != null) ? ServerSettings.text(time) : "";
	}

	static List<ElasticsearchMapping> elasticsearch(SourceProperties source) {
		List<Elasticsearch> mappings = source.sinks().elasticsearch();
		return IntStream.range(0, mappings.size())
			.mapToObj((index) -> elasticsearch(source.property("sinks.elasticsearch[" + index + "]."),
					mappings.get(index)))
			.toList();
	}

	private static ElasticsearchMapping elasticsearch(String item, Elasticsearch mapping) {
		TablePattern table = table(item, mapping.table());
		DocumentTarget target = new DocumentTarget(
				InvalidPropertyException.read(item + "index", mapping.index(), "product", IndexName::parse),
				InvalidPropertyException.read(item + "id", mapping.id(), "{id}", RowTemplate::parse),
				(mapping.routing() == null) ? null : InvalidPropertyException.read(item + "routing", mapping.routing(),
						"{customer_id}", RowTemplate::parse),
				mapping.pipeline());
		return new ElasticsearchMapping(table, target, definition(item, mapping),
				fields(item, mapping.include(), mapping.exclude(), mapping.naming(), mapping.rename()),
				when(item, mapping.when()));
	}

	private static IndexDefinition definition(String item, Elasticsearch mapping) {
		if (mapping.alias() != null) {
			InvalidPropertyException.read(item + "alias", mapping.alias(), "products", SinkMappings::alias);
		}
		Resource settings = mapping.settings();
		if (settings == null) {
			return IndexDefinition.DERIVED.withAlias(mapping.alias());
		}
		try {
			return IndexDefinition.parse(settings.getContentAsByteArray()).withAlias(mapping.alias());
		}
		catch (IOException ex) {
			throw new InvalidPropertyException(item + "settings", settings,
					"not possible: " + settings.getDescription() + " cannot be read",
					"Write where the file is, such as classpath:product-index.json.");
		}
		catch (IllegalArgumentException ex) {
			throw InvalidPropertyException.of(item + "settings", settings, "classpath:product-index.json", ex);
		}
	}

	private static IndexName alias(String text) {
		IndexName alias = IndexName.parse(text);
		if (!alias.isFixed()) {
			throw new IllegalArgumentException("The alias '" + text
					+ "' has columns in it, but stands for all indices of the mapping. Write a name, such as products");
		}
		return alias;
	}

	private static FieldSelection fields(String item, List<String> include, List<String> exclude, Naming naming,
			Map<String, String> rename) {
		try {
			return new FieldSelection(include, exclude, naming, rename);
		}
		catch (IllegalArgumentException ex) {
			throw InvalidPropertyException.of(item + "rename", rename, "category_id: category", ex);
		}
	}

	static RowCondition when(String item, @Nullable String when) {
		return (when == null) ? RowCondition.ALWAYS
				: InvalidPropertyException.read(item + "when", when, "deleted == 0", RowCondition::parse);
	}

	static TablePattern table(String item, @Nullable String table) {
		return InvalidPropertyException.read(item + "table", table, TABLE, TablePattern::parse);
	}

}
