package io.github.canalspring.sink.redis;

import java.time.Duration;
import java.util.List;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RedisMapping}, {@link RedisValue} and how {@link RedisSink} takes
 * them.
 */
class RedisMappingTests {

	@Test
	void readsValues() {
		assertThat(RedisValue.parse("json")).isInstanceOf(RedisValue.Json.class);
		assertThat(RedisValue.parse(" hash ")).isInstanceOf(RedisValue.Hash.class);
		assertThat(RedisValue.parse("evict")).isInstanceOf(RedisValue.Evict.class);
		assertThat(RedisValue.parse("text:{id}")).isInstanceOfSatisfying(RedisValue.Text.class,
				(text) -> assertThat(text.template().columnNames()).containsExactly("id"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jsn", "", "JSON", "text", "sets:{id}" })
	void refusesOtherValues(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> RedisValue.parse(value))
			.withMessageContaining("'" + value + "'")
			.withMessageContaining("json, hash, text:{column}, set:{column}, zset:{column}:{score} or evict");
	}

	@Test
	void readsSets() {
		assertThat(RedisValue.parse("set:{id}")).isInstanceOfSatisfying(RedisValue.Member.class, (set) -> {
			assertThat(set.member()).hasToString("{id}");
			assertThat(set.score()).isNull();
		});
		assertThat(RedisValue.parse("zset:{sku}:{id}:{price}")).isInstanceOfSatisfying(RedisValue.Member.class,
				(set) -> {
					assertThat(set.member()).hasToString("{sku}:{id}");
					assertThat(set.score()).isEqualTo("price");
				});
	}

	@ParameterizedTest
	@ValueSource(strings = { "zset:", "zset:{id}", "zset:{id}:price", "zset:{id}:", "zset::{price}" })
	void refusesSortedSetsWithoutAMemberOrAScore(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> RedisValue.parse(value))
			.withMessageContaining("zset:{id}:{price}");
	}

	@Test
	void refusesScoresThatAreNoNumber() {
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> sink(Products.mapping("all:{name}", "zset:{id}:{sku}")).validate(Products.TABLE))
			.withMessageContaining("'sku'");
		assertThatExceptionOfType(SinkException.class)
			.isThrownBy(() -> sink(Products.mapping("all:{name}", "zset:{id}:{nope}")).validate(Products.TABLE))
			.withMessageContaining("'nope'");
	}

	@ParameterizedTest
	@CsvSource({ "all:{name},set:{id},false", "all:{ID},set:{name},false", "all:{name},set:{sku},true",
			"all:{name},zset:{sku}:{price},true", "all:{name},json,false" })
	void tellsOfMembersThatRowsMayShare(String key, String value, boolean shared) {
		assertThat(sink(Products.mapping(key, value)).diagnose(Products.TABLE)).hasSize(shared ? 1 : 0)
			.allSatisfy((finding) -> assertThat(finding.problem()).contains("shop.product -> " + key));
	}

	@ParameterizedTest
	@ValueSource(strings = { "text:", "text:id", "text:{id" })
	void refusesTextsWithoutAColumn(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> RedisValue.parse(value)).withMessageContaining("{id}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "product", "", "shop.", ".product", "a.b.c" })
	void refusesTablesWithoutDatabase(String table) {
		assertThatIllegalArgumentException().isThrownBy(() -> mapping(table, "json", null))
			.withMessageContaining("'" + table + "'")
			.withMessageContaining("shop.product");
	}

	@Test
	void refusesTimesToLiveThatCannotBe() {
		assertThatIllegalArgumentException().isThrownBy(() -> mapping("shop.product", "json", Duration.ZERO))
			.withMessageContaining("1ms");
		assertThatIllegalArgumentException().isThrownBy(() -> mapping("shop.product", "evict", Duration.ofSeconds(1)))
			.withMessageContaining("evicted");
	}

	@ParameterizedTest
	@CsvSource({ "shop.product,true", "shop.order_1,true", "shop.order_,true", "shop.orders,false",
			"shop.products,false", "ashop.product,false", "t1.log,true", "t1.logs,false" })
	void wantsTheTablesOfItsMappings(String table, boolean wanted) {
		RedisSink sink = sink(mapping("shop.product", "json", null), mapping("shop.order_*", "json", null),
				mapping("t*.log", "json", null), mapping("shop.product", "evict", null));
		String[] names = table.split("\\.");
		assertThat(sink.wants(new TableId(names[0], names[1]))).isEqualTo(wanted);
		assertThat(sink.tables()).containsExactly(new TableId("shop", "product"));
		assertThat(sink.name()).isEqualTo("redis");
		assertThat(sink.defaultStart()).isEqualTo(new StartFrom.Snapshot());
	}

	@ParameterizedTest
	@CsvSource({ "product:{nope},json", "product:{id},text:{nope}" })
	void namesMappingTableAndColumnThatDoNotFit(String key, String value) {
		RedisSink sink = sink(Products.mapping(key, value));
		assertThatExceptionOfType(SinkException.class).isThrownBy(() -> sink.validate(Products.TABLE))
			.withMessageContaining("shop.product -> " + key)
			.withMessageContaining("'nope'")
			.satisfies((ex) -> assertThat(ex.remedy()).contains(" sinks.redis"));
	}

	@Test
	void validatesTheCondition() {
		RedisSink sink = sink(Products.when("product:{id}", "json", "deleted == 0"));
		assertThatExceptionOfType(SinkException.class).isThrownBy(() -> sink.validate(Products.TABLE))
			.withMessageContaining("'deleted'");
		assertThat(sink.diagnose(Products.TABLE)).singleElement().satisfies((finding) -> {
			assertThat(finding.problem()).contains("'deleted'");
			assertThat(finding.subject()).isEqualTo("shop.product");
		});
		assertThat(sink(Products.when("product:{id}", "json", "price > 0")).diagnose(Products.TABLE)).isEmpty();
	}

	@Test
	void validatesTheColumnsOfDocuments() {
		RedisSink sink = sink(new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse("{id}"),
				RedisValue.parse("json"), null, new FieldSelection(List.of(), List.of("cost_price"), Naming.COLUMN)));
		assertThatExceptionOfType(SinkException.class).isThrownBy(() -> sink.validate(Products.TABLE))
			.withMessageContaining("'cost_price'");
	}

	private static RedisSink sink(RedisMapping... mappings) {
		return new RedisSink("shop", new LettuceConnectionFactory(), List.of(mappings));
	}

	private static RedisMapping mapping(String table, String value, @Nullable Duration ttl) {
		return new RedisMapping(TablePattern.parse(table), RowTemplate.parse("product:{id}"), RedisValue.parse(value),
				ttl, Products.all());
	}

}
