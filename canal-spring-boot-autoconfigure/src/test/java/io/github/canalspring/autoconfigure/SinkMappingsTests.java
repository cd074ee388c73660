package io.github.canalspring.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.elasticsearch.DocumentTarget;
import io.github.canalspring.sink.elasticsearch.ElasticsearchMapping;
import io.github.canalspring.sink.elasticsearch.IndexDefinition;
import io.github.canalspring.sink.elasticsearch.IndexName;
import io.github.canalspring.sink.redis.RedisMapping;
import io.github.canalspring.sink.redis.TimeToLive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
			assertThat(mapping.ttl()).isEqualTo(new TimeToLive(Duration.ofMinutes(30), Duration.ZERO));
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
			assertThat(mapping.target())
				.isEqualTo(new DocumentTarget(IndexName.parse("product"), mapping.target().id()));
			assertThat(mapping.target().id()).hasToString("{id}");
			assertThat(mapping.definition()).isEqualTo(IndexDefinition.DERIVED);
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
			"value | xml | not possible: Redis value 'xml' is not known | Write json, hash, text:{column}, set:{column}, zset:{column}:{score} or evict.",
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
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> redis(with(with(REDIS, "ttl", "30m"), "value", "set:{id}")))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.redis[0].ttl");
				assertThat(ex.problem()).contains("shared by many rows");
			});
	}

	@ParameterizedTest
	@CsvSource({ "json,,text:{id},,true", "json,,evict,,true", "json,a == 1,text:{id},a == 2,false",
			"json,a == 1,text:{id},a == 1,true", "json,,set:{id},a == 1,true", "set:{id},,set:{sku},,false",
			"zset:{id}:{price},,set:{sku},,true" })
	void refusesMappingsThatSpoilEachOthersKeys(String one, @Nullable String oneWhen, String two,
			@Nullable String twoWhen, boolean refused) {
		Map<String, String> properties = new HashMap<>();
		with(with(REDIS, "value", one), "when", oneWhen)
			.forEach((name, value) -> properties.put("canal.sinks.redis[0]." + name, value));
		with(with(REDIS, "value", two), "when", twoWhen)
			.forEach((name, value) -> properties.put("canal.sinks.redis[1]." + name, value));
		SourceProperties source = SourceProperties.single(CanalPropertiesTests.bind(properties));
		if (!refused) {
			assertThat(SinkMappings.redis(source, CacheMappingsTests.caches(new SimpleCacheManager()))).hasSize(2);
			return;
		}
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> SinkMappings.redis(source, CacheMappingsTests.caches(new SimpleCacheManager())))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.redis[1].key");
				assertThat(ex.problem()).contains("earlier mapping");
			});
	}

	@Test
	void readsAndRefusesJitter() {
		assertThat(redis(with(with(REDIS, "ttl", "30m"), "ttl-jitter", "3m"))).singleElement()
			.satisfies((mapping) -> assertThat(mapping.ttl())
				.isEqualTo(new TimeToLive(Duration.ofMinutes(30), Duration.ofMinutes(3))));
		for (Map<String, String> mapping : List.of(with(REDIS, "ttl-jitter", "3m"),
				with(with(REDIS, "ttl", "3m"), "ttl-jitter", "3m"))) {
			assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> redis(mapping))
				.satisfies((ex) -> {
					assertThat(ex.getName()).isEqualTo("canal.sinks.redis[0].ttl-jitter");
					assertThat(ex.getValue()).isEqualTo("180000ms");
				});
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"table | product | not possible: 'product' is not the full name of a table | Write database.table, such as shop.product or shop.order_*.",
			"id | | not set | Write one, such as {id}.",
			"id | {} | not possible: Template '{}' has an empty {} | Write columns in braces, such as product:{id}.",
			"index | | not set | Write one, such as product.",
			"index | Product | not possible: The index 'Product' is not a name that Elasticsearch takes | Write lower case without spaces, such as product or order-{year}.",
			"index | order-{year | not possible: Template 'order-{year' has a '{' that is not closed | Write columns in braces, such as product:{id}.",
			"routing | customer_id | not possible: Template 'customer_id' names no column, so every row would have the same key | Write columns in braces, such as product:{id}.",
			"alias | Products | not possible: The index 'Products' is not a name that Elasticsearch takes | Write lower case without spaces, such as product or order-{year}.",
			"alias | order-{year} | not possible: The alias 'order-{year}' has columns in it, but stands for all indices of the mapping | Write a name, such as products." })
	void refusesWhatElasticsearchCannotTake(String name, @Nullable String value, String problem, String remedy) {
		assertRefused("canal.sinks.elasticsearch[0]." + name, value, problem, remedy,
				() -> elasticsearch(with(ELASTICSEARCH, name, value)));
	}

	@Test
	void readsWhereDocumentsGo() {
		List<ElasticsearchMapping> mappings = elasticsearch(with(
				with(with(with(ELASTICSEARCH, "index", "product-{year}"), "routing", "{shop_id}"), "pipeline", "clean"),
				"alias", "products"));
		assertThat(mappings).singleElement().satisfies((mapping) -> {
			assertThat(mapping.target().index()).isEqualTo(IndexName.parse("product-{year}"));
			assertThat(mapping.target().routing()).hasToString("{shop_id}");
			assertThat(mapping.target().pipeline()).isEqualTo("clean");
			assertThat(mapping.definition().alias()).isEqualTo("products");
		});
	}

	@Test
	void readsTheSettingsOfAnIndex(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("index.json"), "{\"settings\":{\"number_of_shards\":3}}");
		assertThat(elasticsearch(with(ELASTICSEARCH, "settings", file.toUri().toString()))).singleElement()
			.satisfies(
					(mapping) -> assertThat(mapping.definition().settings()).hasToString("{\"number_of_shards\":3}"));
		Files.writeString(file, "{\"settings\":");
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> elasticsearch(with(ELASTICSEARCH, "settings", file.toUri().toString())))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.elasticsearch[0].settings");
				assertThat(ex.problem()).isEqualTo("not possible: It is not JSON at line 1, column 13");
			});
	}

	@Test
	void namesSettingsThatAreMissing() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> elasticsearch(with(ELASTICSEARCH, "settings", "classpath:missing-index.json")))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.sinks.elasticsearch[0].settings");
				assertThat(ex.problem()).contains("missing-index.json", "cannot be read");
				assertThat(ex.remedy()).isEqualTo("Write where the file is, such as classpath:product-index.json.");
			});
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
