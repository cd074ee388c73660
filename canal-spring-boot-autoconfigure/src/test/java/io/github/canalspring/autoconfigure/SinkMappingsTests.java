package io.github.canalspring.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.elasticsearch.ElasticsearchMapping;
import io.github.canalspring.sink.redis.RedisMapping;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.cache.support.SimpleCacheManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SinkMappings}.
 */
class SinkMappingsTests {

	private static final Map<String, String> REDIS = Map.of("table", "shop.product", "key", "product:{id}");

	private static final Map<String, String> ELASTICSEARCH = Map.of("table", "shop.product", "index", "product", "id",
			"{id}");

	@Test
	void readsARedisMapping() {
		List<RedisMapping> mappings = redis(
				with(with(with(with(REDIS, "ttl", "30m"), "value", "text:{sku}"), "exclude", "cost_price"), "naming",
						"camel-case"));
		assertThat(mappings).singleElement().satisfies((mapping) -> {
			assertThat(mapping.table()).hasToString("shop.product");
			assertThat(mapping.key()).hasToString("product:{id}");
			assertThat(mapping.value()).hasToString("Text[template={sku}]");
			assertThat(mapping.ttl()).isEqualTo(Duration.ofMinutes(30));
			assertThat(mapping.fields())
				.isEqualTo(new FieldSelection(List.of(), List.of("cost_price"), Naming.CAMEL_CASE));
			assertThat(mapping.when()).isEqualTo(RowCondition.ALWAYS);
		});
	}

	@Test
	void readsConditionsAndNewNames() {
		assertThat(redis(with(with(REDIS, "when", "deleted == 0"), "rename.category_id", "category"))).singleElement()
			.satisfies((mapping) -> {
				assertThat(mapping.when()).isEqualTo(RowCondition.parse("deleted == 0"));
				assertThat(mapping.fields().rename()).isEqualTo(Map.of("category_id", "category"));
			});
		assertThat(elasticsearch(with(with(ELASTICSEARCH, "when", "deleted == 0"), "rename.category_id", "category")))
			.singleElement()
			.satisfies((mapping) -> {
				assertThat(mapping.when()).isEqualTo(RowCondition.parse("deleted == 0"));
				assertThat(mapping.fields().rename()).isEqualTo(Map.of("category_id", "category"));
			});
	}

	@Test
	void refusesAConditionThatCannotBeRead() {
		String remedy = "Write a comparison of columns, such as deleted == 0 and status != 'draft'.";
		assertRefused("canal.sinks.redis[0].when", "deleted.now()",
				"not possible: Condition 'deleted.now()' has 'deleted.now()' in it, but only columns, literals and operators are possible",
				remedy, () -> redis(with(REDIS, "when", "deleted.now()")));
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> elasticsearch(with(ELASTICSEARCH, "when", "deleted == ")))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.elasticsearch[0].when");
				assertThat(ex.problem()).startsWith("not possible: Condition 'deleted == ' cannot be read: ");
				assertThat(ex.remedy()).isEqualTo(remedy);
			});
	}

	@Test
	void refusesFieldsWithoutAName() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> redis(with(REDIS, "rename.sku", " ")))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.redis[0].rename");
				assertThat(ex.problem()).contains("'sku' is renamed to nothing");
			});
	}

	@Test
	void readsAnElasticsearchMapping() {
		List<ElasticsearchMapping> mappings = elasticsearch(with(ELASTICSEARCH, "include", "id,name"));
		assertThat(mappings).singleElement().satisfies((mapping) -> {
			assertThat(mapping.table()).hasToString("shop.product");
			assertThat(mapping.index()).isEqualTo("product");
			assertThat(mapping.id()).hasToString("{id}");
			assertThat(mapping.fields()).isEqualTo(new FieldSelection(List.of("id", "name"), List.of(), Naming.COLUMN));
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = { "table | | not set | Write one, such as shop.product.",
			"table | product | not possible: 'product' is not the full name of a table | Write database.table, such as shop.product or shop.order_*.",
			"table | a.b.c | not possible: 'a.b.c' is not the full name of a table | Write database.table, such as shop.product or shop.order_*.",
			"key | | not set | Write one, such as product:{id}.",
			"key | product | not possible: Template 'product' names no column, so every row would have the same key | Write columns in braces, such as product:{id}.",
			"key | product:{id | not possible: Template 'product:{id' has a '{' that is not closed | Write columns in braces, such as product:{id}.",
			"value | xml | not possible: Redis value 'xml' is not known | Write json, hash, text:{column} or evict.",
			"value | text:sku | not possible: Template 'sku' names no column, so every row would have the same key | Write columns in braces, such as product:{id}." })
	void refusesWhatRedisCannotTake(String name, @Nullable String value, String problem, String remedy) {
		assertRefused("canal.sinks.redis[0]." + name, value, problem, remedy, () -> redis(with(REDIS, name, value)));
	}

	@Test
	void refusesATimeToLiveThatCannotBe() {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> redis(with(REDIS, "ttl", "0s")))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.redis[0].ttl");
				assertThat(ex.remedy()).contains("such as 30m");
			});
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> redis(with(with(REDIS, "ttl", "30m"), "value", "evict")))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.redis[0].ttl");
				assertThat(ex.problem()).contains("only evicted");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"table | product | not possible: 'product' is not the full name of a table | Write database.table, such as shop.product or shop.order_*.",
			"id | | not set | Write one, such as {id}.",
			"id | {} | not possible: Template '{}' has an empty {} | Write columns in braces, such as product:{id}.",
			"index | | not set | Write one, such as product.",
			"index | Product | not possible: The index 'Product' for the table shop.product is not a name that Elasticsearch takes | Write lower case without spaces, such as product." })
	void refusesWhatElasticsearchCannotTake(String name, @Nullable String value, String problem, String remedy) {
		assertRefused("canal.sinks.elasticsearch[0]." + name, value, problem, remedy,
				() -> elasticsearch(with(ELASTICSEARCH, name, value)));
	}

	private static void assertRefused(String name, @Nullable String value, String problem, String remedy,
			org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(call).satisfies((ex) -> {
			assertThat(ex.getName()).isEqualTo(name);
			assertThat(ex.getValue()).isEqualTo(value);
			assertThat(ex.problem()).isEqualTo(problem);
			assertThat(ex.remedy()).isEqualTo(remedy);
		});
	}

	private static Map<String, String> with(Map<String, String> mapping, String name, @Nullable String value) {
		Map<String, String> changed = new HashMap<>(mapping);
		if (value != null) {
			changed.put(name, value);
		}
		else {
			changed.remove(name);
		}
		return changed;
	}

	private static List<RedisMapping> redis(Map<String, String> mapping) {
		return SinkMappings.redis(bind("canal.sinks.redis[0].", mapping),
				CacheMappingsTests.caches(new SimpleCacheManager()));
	}

	private static List<ElasticsearchMapping> elasticsearch(Map<String, String> mapping) {
		return SinkMappings.elasticsearch(bind("canal.sinks.elasticsearch[0].", mapping));
	}

	private static SourceProperties bind(String prefix, Map<String, String> mapping) {
		Map<String, String> properties = new HashMap<>();
		mapping.forEach((name, value) -> properties.put(prefix + name, value));
		return SourceProperties.single(CanalPropertiesTests.bind(properties));
	}

}
