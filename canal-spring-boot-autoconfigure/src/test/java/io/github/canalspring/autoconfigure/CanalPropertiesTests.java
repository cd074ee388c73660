package io.github.canalspring.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.github.canalspring.autoconfigure.CanalProperties.Type;
import io.github.canalspring.pipeline.OnError.Reaction;
import io.github.canalspring.pipeline.PipelineSettings;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.verify.VerifySettings;
import io.github.canalspring.sink.elasticsearch.BulkLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CanalProperties}.
 */
class CanalPropertiesTests {

	@Test
	void hasDefaults() {
		CanalProperties properties = bind(Map.of());
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.startFrom()).isNull();
		assertThat(properties.server())
			.isEqualTo(new CanalProperties.Server(List.of(), 3306, null, null, null, Type.AUTO, Duration.ofSeconds(5),
					Duration.ofSeconds(30), null, new CanalProperties.Ssl(null, null, true), null, null,
					new KafkaServerProperties(List.of(), null, null, null)));
		assertThat(properties.filter()).isEqualTo(new CanalProperties.Filter(List.of(), List.of()));
		assertThat(properties.sinks()).isEqualTo(new CanalProperties.Sinks(List.of(), List.of(), List.of()));
		assertThat(properties.subscription()).isEqualTo(new CanalProperties.Subscription(null, null));
		assertThat(properties.handlers()).isEqualTo(new CanalProperties.Handlers(null,
				new CanalProperties.HandlerRetry(3, Duration.ofMillis(100), Duration.ofSeconds(5))));
		assertThat(properties.onError()).isNull();
		assertThat(properties.parking().limit()).isEqualTo(32 * 1024 * 1024);
		assertThat(properties.checkpoint().directory()).isNull();
		assertThat(properties.retry().settings()).isEqualTo(PipelineSettings.defaults());
		assertThat(properties.snapshot().settings()).isEqualTo(SnapshotSettings.defaults());
	}

	@Test
	void readsEveryProperty() throws IOException {
		CanalProperties properties = bindYaml("""
				canal:
				  enabled: false
				  server:
				    ip: "10.0.0.1,10.0.0.2:3307"
				    port: 3308
				    dest: shop
				    user-name: canal
				    user-pass: secret
				    type: mysql
				    connect-timeout: 1s
				    read-timeout: 2s
				    buffer-size: 3MB
				    ssl:
				      enabled: true
				      bundle: db
				      verify-hostname: false
				    time-zone: Z
				    zookeeper: "zk1:2181/canal"
				  start-from: mysql-bin.000042:4
				  filter:
				    include: ["shop\\\\..*"]
				    exclude: ["shop\\\\.audit_.*"]
				  subscription:
				    table: sys.config
				    backfill: false
				  sinks:
				    redis:
				      - table: shop.product
				        key: "product:{id}"
				        value: hash
				        ttl: 30m
				        ttl-jitter: 3m
				        include: [id, name]
				        exclude: [name]
				        naming: camel-case
				        rename:
				          category_id: category
				        when: "deleted == 0"
				        on-error: hold
				      - table: shop.product
				        key: "product:sku:{sku}"
				    elasticsearch:
				      - table: shop.product
				        index: product
				        id: "{id}"
				        include: [id]
				        exclude: [cost_price]
				        naming: camel-case
				        rename:
				          "[Category.Id]": category
				        when: status != 'draft'
				        on-error: park
				        routing: "{shop_id}"
				        alias: products
				        settings: classpath:product-index.json
				        pipeline: clean
				  elasticsearch:
				    bulk:
				      operations: 100
				      size: 1MB
				      in-flight: 2
				  handlers:
				    on-error: park
				    retry:
				      max-attempts: 7
				      delay: 2s
				      max-delay: 3s
				  on-error: hold
				  checkpoint:
				    directory: /var/lib/shop
				  parking:
				    max-size: 5MB
				  retry:
				    delay: 1s
				    max-delay: 1m
				  snapshot:
				    chunk-time: 50ms
				    chunk-size: 1MB
				    rows-per-second: 5000
				    remove-leftovers: false
				  verify:
				    every: 6h
				    mend: true
				    rows-per-second: 700
				    examples: 3
				""");
		assertThat(properties.enabled()).isFalse();
		assertThat(properties.startFrom()).isEqualTo("mysql-bin.000042:4");
		assertThat(properties.server()).isEqualTo(new CanalProperties.Server(List.of("10.0.0.1", "10.0.0.2:3307"), 3308,
				"shop", "canal", "secret", Type.MYSQL, Duration.ofSeconds(1), Duration.ofSeconds(2),
				DataSize.ofMegabytes(3), new CanalProperties.Ssl(true, "db", false), ZoneOffset.UTC, "zk1:2181/canal",
				new KafkaServerProperties(List.of(), null, null, null)));
		assertThat(properties.filter())
			.isEqualTo(new CanalProperties.Filter(List.of("shop\\..*"), List.of("shop\\.audit_.*")));
		assertThat(properties.subscription()).isEqualTo(new CanalProperties.Subscription("sys.config", false));
		assertThat(properties.sinks().redis()).containsExactly(
				new CanalProperties.Redis("shop.product", "product:{id}", "hash", Duration.ofMinutes(30),
						Duration.ofMinutes(3), List.of("id", "name"), List.of("name"), Naming.CAMEL_CASE,
						Map.of("category_id", "category"), "deleted == 0", Reaction.HOLD, null),
				new CanalProperties.Redis("shop.product", "product:sku:{sku}", "json", null, Duration.ZERO, List.of(),
						List.of(), Naming.COLUMN, Map.of(), null, null, null));
		assertThat(properties.sinks().elasticsearch()).containsExactly(
				new CanalProperties.Elasticsearch("shop.product", "product", "{id}", "{shop_id}", "products",
						new ClassPathResource("product-index.json"), "clean", List.of("id"), List.of("cost_price"),
						Naming.CAMEL_CASE, Map.of("Category.Id", "category"), "status != 'draft'", Reaction.PARK));
		assertThat(properties.elasticsearch().bulk().limits()).isEqualTo(new BulkLimits(100, 1024 * 1024, 2));
		assertThat(properties.handlers()).isEqualTo(new CanalProperties.Handlers(Reaction.PARK,
				new CanalProperties.HandlerRetry(7, Duration.ofSeconds(2), Duration.ofSeconds(3))));
		assertThat(properties.onError()).isEqualTo(Reaction.HOLD);
		assertThat(properties.parking().limit()).isEqualTo(5 * 1024 * 1024);
		assertThat(properties.checkpoint().directory()).isEqualTo(Path.of("/var/lib/shop"));
		assertThat(properties.retry().settings().firstRetry()).isEqualTo(Duration.ofSeconds(1));
		assertThat(properties.retry().settings().maxRetry()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.snapshot().settings())
			.isEqualTo(new SnapshotSettings(Duration.ofMillis(50), 1024 * 1024, 5000, false));
		assertThat(properties.verify().settings(properties.snapshot().settings())).isEqualTo(new VerifySettings(
				Duration.ofHours(6), true, 3, new SnapshotSettings(Duration.ofMillis(50), 1024 * 1024, 700, false)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "operations", "size", "in-flight" })
	void refusesLimitsThatLetNothingPass(String limit) {
		CanalProperties properties = bind(Map.of("canal.elasticsearch.bulk." + limit, "0"));
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> properties.elasticsearch().bulk().limits())
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.elasticsearch.bulk." + limit);
				assertThat(ex.remedy()).startsWith("Write 1 or more");
			});
	}

	@Test
	void theLimitsOfRequestsAreTheSinksOwn() {
		assertThat(bind(Map.of()).elasticsearch().bulk().limits()).isEqualTo(BulkLimits.DEFAULT);
	}

	@Test
	void showsNoPassword() {
		CanalProperties properties = bind(Map.of("canal.server.user-pass", "secret"));
		assertThat(properties.toString()).doesNotContain("secret");
	}

	@Test
	void refusesRetriesThatGetShorter() {
		CanalProperties properties = bind(Map.of("canal.retry.delay", "10s", "canal.retry.max-delay", "5s"));
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> properties.retry().settings())
			.withMessage("Property canal.retry.max-delay with value '5000ms' is invalid: shorter than "
					+ "canal.retry.delay, 10000ms. Write a time of at least that length, such as 30s.");
	}

	@Test
	void refusesRetriesWithoutPause() {
		CanalProperties properties = bind(Map.of("canal.retry.delay", "0s"));
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> properties.retry().settings())
			.withMessage("Property canal.retry.delay with value '0ms' is invalid: not a time to wait. "
					+ "Write a time above zero, such as 5s.");
	}

	@ParameterizedTest
	@CsvSource({ "every, 0s", "rows-per-second, 0", "examples, -1" })
	void refusesComparisonsThatCannotBe(String key, String value) {
		CanalProperties properties = bind(Map.of("canal.verify." + key, value));
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> properties.verify().settings(SnapshotSettings.defaults()))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("canal.verify." + key));
	}

	@Test
	void comparesOnlyWhenAskedUnlessConfigured() {
		VerifySettings settings = bind(Map.of()).verify().settings(SnapshotSettings.defaults());
		assertThat(settings.every()).isNull();
		assertThat(settings.mend()).isFalse();
		assertThat(settings.chunks().rowsPerSecond()).isEqualTo(10_000);
	}

	@Test
	void refusesSnapshotsThatWouldNeverEnd() {
		assertRefused("canal.snapshot.chunk-time", "0s", "not a time to wait");
		assertRefused("canal.snapshot.chunk-size", "10B", "too small to hold a row");
		assertRefused("canal.snapshot.rows-per-second", "0", "not a number of rows");
	}

	private static void assertRefused(String property, String value, String reason) {
		CanalProperties properties = bind(Map.of(property, value));
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> properties.snapshot().settings())
			.withMessageContaining(property)
			.withMessageContaining(reason);
	}

	@Test
	void refusesAttemptsAndRoomsOfNothing() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> bind(Map.of("canal.handlers.retry.max-attempts", "0")).handlers().calls(true))
			.withMessage("Property canal.handlers.retry.max-attempts with value '0' is invalid: not a number of "
					+ "attempts. Write 1 or more, such as 3.");
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> bind(Map.of("canal.handlers.retry.delay", "0s")).handlers().calls(true))
			.withMessageContaining("canal.handlers.retry.delay");
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> bind(Map.of("canal.handlers.retry.delay", "9s")).handlers().calls(true))
			.withMessageContaining("canal.handlers.retry.max-delay");
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> bind(Map.of("canal.parking.max-size", "0MB")).parking().limit())
			.withMessageContaining("canal.parking.max-size");
	}

	static CanalProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("canal", CanalProperties.class);
	}

	private static CanalProperties bindYaml(String yaml) throws IOException {
		return new Binder(ConfigurationPropertySources.from(new YamlPropertySourceLoader().load("application.yml",
				new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))))
			.bind("canal", CanalProperties.class)
			.get();
	}

}
