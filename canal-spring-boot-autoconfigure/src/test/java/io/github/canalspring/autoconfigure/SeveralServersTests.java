package io.github.canalspring.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalTable;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.sink.handler.HandlerSignatureException;
import io.github.canalspring.sink.redis.RedisSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.elasticsearch.autoconfigure.ElasticsearchRestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@code canal.servers}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SeveralServersTests {

	private static final String[] STOCK = { "canal.servers.stock.ip=127.0.0.1", "canal.servers.stock.port=1",
			"canal.servers.stock.user-name=canal" };

	private static final String[] REDIS = { "canal.servers.stock.sinks.redis[0].table=shop.stock",
			"canal.servers.stock.sinks.redis[0].key={id}" };

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class, CanalRedisAutoConfiguration.class,
				CanalElasticsearchAutoConfiguration.class));

	private final ApplicationContextRunner withStock = this.contextRunner
		.withConfiguration(
				AutoConfigurations.of(DataRedisAutoConfiguration.class, ElasticsearchRestClientAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1", "spring.elasticsearch.uris=http://127.0.0.1:1")
		.withPropertyValues(STOCK);

	@Test
	void eachServerHasItsPipelinesAndItsStream() {
		this.withStock.withBean(Handlers.class)
			.withBean(StockHandlers.class)
			.withPropertyValues(REDIS)
			.withPropertyValues("canal.server.ip=127.0.0.1", "canal.server.port=1", "canal.server.user-name=canal",
					"canal.sinks.redis[0].table=shop.product", "canal.sinks.redis[0].key={id}",
					"canal.servers.stock.sinks.elasticsearch[0].table=shop.stock",
					"canal.servers.stock.sinks.elasticsearch[0].index=stock",
					"canal.servers.stock.sinks.elasticsearch[0].id={id}", "canal.servers.stock.start-from=earliest",
					"canal.servers.stock.filter.include=shop\\..*", "canal.checkpoint.directory=" + this.directory)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(pipelines(context.getBean(CanalOperations.class)))
					.isEqualTo(List.of("handlers", "redis", "stock-elasticsearch", "stock-handlers", "stock-redis"));
				assertThat(context).hasSingleBean(RedisSink.class);
			});
	}

	@Test
	void thereNeedNotBeAServerWithoutName() {
		this.withStock.withPropertyValues(REDIS).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(RedisSink.class);
			assertThat(pipelines(context.getBean(CanalOperations.class))).isEqualTo(List.of("stock-redis"));
			assertThat(context.getBeanFactory().containsSingleton("canalChangeSource")).isFalse();
		});
	}

	@ParameterizedTest
	@CsvSource({ "product:{id}, product:{id}, mysql, true, redis[0].key",
			"product:{id}, product:{sku}, auto, true, redis[0].key", "product:{id}, product:{id}, mysql, false,",
			"product:{id}, stock:product:{id}, mysql, true,", "product:{id}, product:{id}, kafka, true, redis[0].key" })
	void serversThatWouldRemoveEachOthersKeysAreRefused(String key, String stockKey, String type, boolean leftovers,
			@Nullable String refused) {
		CanalProperties properties = properties("canal.sinks.redis[0].table=shop.product",
				"canal.sinks.redis[0].key=" + key, "canal.servers.stock.sinks.redis[0].table=shop.product",
				"canal.servers.stock.sinks.redis[0].key=" + stockKey, "canal.servers.stock.type=" + type,
				"canal.snapshot.remove-leftovers=" + leftovers);
		assertSeparate(properties, refused);
	}

	@ParameterizedTest
	@CsvSource({ "product, product, elasticsearch[0].index", "product, stock-product,",
			"order-{year}, order-2026, elasticsearch[0].index", "order-{year}, orders-{year}," })
	void serversThatWouldRemoveEachOthersDocumentsAreRefused(String index, String stockIndex,
			@Nullable String refused) {
		CanalProperties properties = properties("canal.sinks.elasticsearch[0].table=shop.product",
				"canal.sinks.elasticsearch[0].index=" + index, "canal.sinks.elasticsearch[0].id={id}",
				"canal.servers.stock.sinks.elasticsearch[0].table=shop.product",
				"canal.servers.stock.sinks.elasticsearch[0].index=" + stockIndex,
				"canal.servers.stock.sinks.elasticsearch[0].id={id}");
		assertSeparate(properties, refused);
	}

	@Test
	void whatIsNotSearchedForLeftoversMayBeShared() {
		assertSeparate(properties("canal.server.type=kafka", "canal.sinks.redis[0].key=product:{id}",
				"canal.servers.stock.type=canal", "canal.servers.stock.sinks.redis[0].key=product:{id}"), null);
		assertSeparate(properties("canal.sinks.redis[0].key=product:{id}", "canal.sinks.redis[0].value=evict",
				"canal.servers.stock.sinks.redis[0].key=product:{id}"), null);
		assertSeparate(properties("canal.sinks.redis[0].key={tenant}:{id}",
				"canal.servers.stock.sinks.redis[0].key={tenant}:{id}"), null);
	}

	private static CanalProperties properties(String... properties) {
		Map<String, String> map = Arrays.stream(properties)
			.map((property) -> property.split("=", 2))
			.collect(Collectors.toMap((property) -> property[0], (property) -> property[1]));
		return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("canal", CanalProperties.class);
	}

	private static void assertSeparate(CanalProperties properties, @Nullable String refused) {
		if (refused == null) {
			assertThatNoException().isThrownBy(() -> SeparateCopies.require(properties));
			return;
		}
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> SeparateCopies.require(properties))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("canal.servers.stock.sinks." + refused))
			.withMessageContaining("canal.sinks." + refused)
			.satisfies((ex) -> assertThat(ex.remedy()).contains("canal.snapshot.remove-leftovers"));
	}

	@Test
	void everythingCanComeFromTheEnvironment() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withInitializer((context) -> environment(context.getEnvironment(),
					Map.of("CANAL_SERVERS_STOCK_IP", "127.0.0.1", "CANAL_SERVERS_STOCK_PORT", "1",
							"CANAL_SERVERS_STOCK_USER_NAME", "canal", "CANAL_SERVERS_STOCK_SINKS_REDIS_0_TABLE",
							"shop.stock", "CANAL_SERVERS_STOCK_SINKS_REDIS_0_KEY", "{id}")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(pipelines(context.getBean(CanalOperations.class))).isEqualTo(List.of("stock-redis"));
			});
	}

	@Test
	void aServerThatNothingIsReadFromIsTold(CapturedOutput output) {
		this.withStock.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(pipelines(context.getBean(CanalOperations.class))).isEmpty();
			assertThat(output).contains("There is no @CanalTable method for the server stock and no sink under "
					+ "canal.servers.stock.sinks, so no changes are read");
		});
	}

	@Test
	void aHandlerForAnUnknownServerIsRefused() {
		this.contextRunner.withBean(StockHandlers.class)
			.withPropertyValues("canal.servers.stocks.ip=127.0.0.1", "canal.servers.orders.ip=127.0.0.1")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOfSatisfying(HandlerSignatureException.class, (ex) -> {
					assertThat(ex).hasMessageEndingWith("names the server 'stock', which is not under canal.servers");
					assertThat(ex.remedy()).contains("stocks", "orders").startsWith("Write one of ");
				}));
	}

	@ParameterizedTest
	@CsvSource({ "ip, canal.servers.stock.ip, only canal.server is taken from",
			"user-name, canal.servers.stock.user-name, Write a user" })
	void whereAServerIsHasToBeSaid(String missing, String property, String remedy) {
		String[] rest = Arrays.stream(STOCK)
			.filter((pair) -> !pair.startsWith("canal.servers.stock." + missing + "="))
			.toArray(String[]::new);
		this.contextRunner.withBean(StockHandlers.class)
			.withPropertyValues(rest)
			.withPropertyValues("canal.checkpoint.directory=" + this.directory)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining(property)
				.hasMessageContaining("not set")
				.hasMessageContaining(remedy));
	}

	@ParameterizedTest
	@CsvSource({ "start-from, now", "filter.include, (", "port, 0", "buffer-size, 1KB", "dest, a/b",
			"sinks.redis[0].table, stock" })
	void messagesNameTheServersProperty(String key, String value) {
		this.withStock.withBean(StockHandlers.class)
			.withPropertyValues("canal.checkpoint.directory=" + this.directory)
			.withPropertyValues("canal.servers.stock." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.servers.stock." + key));
	}

	@Test
	void aTableThatTheServersFilterLeavesOutIsRefused() {
		this.withStock.withPropertyValues(REDIS)
			.withPropertyValues("canal.servers.stock.filter.exclude=shop\\..*")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SetupException.class)
				.hasMessageContaining(
						"The table shop.stock of 'stock-redis' is left out by canal.servers.stock.filter"));
	}

	@Test
	void aMissingClientIsNamedWithTheServersProperty() {
		this.withStock.withPropertyValues(REDIS)
			.withClassLoader(new FilteredClassLoader("io.lettuce"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex).hasMessageStartingWith("canal.servers.stock.sinks.redis is set, but the client");
					assertThat(ex.remedy()).endsWith("Or remove canal.servers.stock.sinks.redis.");
				}));
	}

	@Test
	void aMissingConnectionIsNamedWithTheServersProperty() {
		this.contextRunner.withPropertyValues(STOCK)
			.withPropertyValues(REDIS)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SetupException.class)
				.hasMessageStartingWith(
						"canal.servers.stock.sinks.redis is set, but the application has no connection"));
	}

	@Test
	void twoStreamsOfOneNameAreRefused() {
		this.withStock
			.withPropertyValues("canal.server.dest=shop", "canal.servers.stock.dest=same",
					"canal.servers.orders.dest=same")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("the name of another stream already"));
	}

	@Test
	void streamsAreNamedAfterTheirServers() {
		CanalProperties properties = CanalPropertiesTests
			.bind(Map.of("canal.servers.stock.ip", "db1", "canal.servers.orders.dest", "own"));
		assertThat(SourceProperties.named(properties)).extracting((server) -> new Destination("shop").of(server).name())
			.containsExactlyInAnyOrder("shop-stock", "own");
	}

	@ParameterizedTest
	@CsvSource({ "Stock", "my-stock", "[my.stock]" })
	void aNameThatTheEnvironmentCannotTellIsRefused(String name) {
		this.contextRunner.withPropertyValues("canal.servers." + name + ".ip=127.0.0.1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.servers")
				.hasMessageContaining("Write lower-case letters and digits only"));
	}

	@Test
	void propertiesOfTheServersOfTestsAreNoServersToReadFrom() {
		this.withStock.withPropertyValues(REDIS)
			.withSystemProperties("canal.servers=embedded", "canal.servers.offline=true")
			.withInitializer((context) -> environment(context.getEnvironment(),
					Map.of("CANAL_SERVERS", "docker", "CANAL_SERVERS_CACHE", "/tmp")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(pipelines(context.getBean(CanalOperations.class))).isEqualTo(List.of("stock-redis"));
			});
	}

	@ParameterizedTest
	@CsvSource({ "CANAL_SERVERS, docker", "CANAL_SERVERS_CACHE, /tmp" })
	void norDoTheyMatterWithoutAServer(String name, String value) {
		this.contextRunner.withInitializer((context) -> environment(context.getEnvironment(), Map.of(name, value)))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "canal.servers", "canal.servers.stock" })
	void anAddressInPlaceOfAServersKeysIsRefused(String name) {
		this.contextRunner.withPropertyValues(name + "=127.0.0.1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnboundConfigurationPropertiesException.class)
				.hasMessage("The elements [" + name + "] were left unbound."));
	}

	@Test
	void aMisspeltKeyIsNoticed() {
		this.withStock.withPropertyValues("canal.servers.stock.user=canal")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(UnboundConfigurationPropertiesException.class)
				.hasMessage("The elements [canal.servers.stock.user] were left unbound."));
	}

	@Test
	void aServerTakesAllThatTheSingleOneDoes() {
		assertThat(components(CanalProperties.NamedServer.class))
			.startsWith(components(CanalProperties.Server.class).toArray(String[]::new))
			.endsWith("startFrom", "filter", "sinks", "subscription");
		CanalProperties properties = CanalPropertiesTests
			.bind(Map.of("canal.servers.stock.user-pass", "secret", "canal.server.user-pass", "secret"));
		assertThat(properties.servers().get("stock")).isNotNull()
			.extracting(CanalProperties.NamedServer::server)
			.isEqualTo(properties.server());
		assertThat(properties.toString()).doesNotContain("secret");
	}

	private static List<String> components(Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
	}

	private static void environment(ConfigurableEnvironment environment, Map<String, Object> variables) {
		String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
		environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
	}

	private static List<String> pipelines(CanalOperations operations) {
		return operations.status().pipelines().stream().map(PipelineStatus::name).toList();
	}

	static class Handlers {

		@Nullable RowEvent<Row> last;

		@CanalTable("shop.product")
		void changed(RowEvent<Row> event) {
			this.last = event;
		}

	}

	@CanalTable(value = "shop.stock", server = "stock")
	static class StockHandlers {

		@Nullable RowEvent<Row> last;

		@CanalTable
		void changed(RowEvent<Row> event) {
			this.last = event;
		}

	}

}
