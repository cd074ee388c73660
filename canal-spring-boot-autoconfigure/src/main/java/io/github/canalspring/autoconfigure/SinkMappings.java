package io.github.canalspring.autoconfigure;

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
import io.github.canalspring.sink.elasticsearch.ElasticsearchMapping;
import io.github.canalspring.sink.redis.RedisMapping;
import io.github.canalspring.sink.redis.RedisValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code canal.sinks.*} as the sinks take it.
 */
final class SinkMappings {

	private static final String TABLE = "shop.product";

	private SinkMappings() {
	}

	static List<RedisMapping> redis(SourceProperties source, CacheMappings caches) {
		List<Redis> mappings = source.sinks().redis();
		return IntStream.range(0, mappings.size())
			.mapToObj((index) -> redis(source.property("sinks.redis[" + index + "]."), mappings.get(index), caches))
			.flatMap(List::stream)
			.toList();
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
		try {
			return new RedisMapping(table, key, value, mapping.ttl(), fields, when);
		}
		catch (IllegalArgumentException ex) {
			// All but the time to live has been read already.
			String ttl = (mapping.ttl() != null) ? ServerSettings.text(mapping.ttl()) : "";
			throw InvalidPropertyException.of(item + "ttl", ttl, "30m", ex);
		}
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
		RowTemplate id = InvalidPropertyException.read(item + "id", mapping.id(), "{id}", RowTemplate::parse);
		FieldSelection fields = fields(item, mapping.include(), mapping.exclude(), mapping.naming(), mapping.rename());
		RowCondition when = when(item, mapping.when());
		return InvalidPropertyException.read(item + "index", mapping.index(), "product",
				(index) -> new ElasticsearchMapping(table, index, id, fields, when));
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

	private static RowCondition when(String item, @Nullable String when) {
		return (when == null) ? RowCondition.ALWAYS
				: InvalidPropertyException.read(item + "when", when, "deleted == 0", RowCondition::parse);
	}

	static TablePattern table(String item, @Nullable String table) {
		return InvalidPropertyException.read(item + "table", table, TABLE, TablePattern::parse);
	}

}
