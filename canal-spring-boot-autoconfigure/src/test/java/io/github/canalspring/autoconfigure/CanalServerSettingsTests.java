package io.github.canalspring.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import io.github.canalspring.source.canal.CanalConnection;
import io.github.canalspring.source.canal.ZookeeperNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link CanalServerSettings}.
 */
class CanalServerSettingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "zk1:2181", "zk1", "zk1:2181, 10.0.0.2:2182,[2001:db8::1]:2181/canal/prod" })
	void aClusterIsFoundByItsZookeeper(String servers) {
		SourceProperties source = source(Map.of("zookeeper", servers));
		assertThat(CanalServerSettings.isWanted(source)).isTrue();
		CanalConnection connection = connection(source, getClass().getClassLoader());
		assertThat(connection.nodes()).isInstanceOf(ZookeeperNodes.class)
			.hasToString("ZooKeeper at " + servers.replace(", ", ","));
		assertThat(connection).hasToString("Canal cluster at " + servers);
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://zk1:2181", "zk1:2181;zk2:2181", "zk1:2181/", "" })
	void whatIsNoZookeeperIsRefused(String servers) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> connection(source(Map.of("zookeeper", servers)), getClass().getClassLoader()))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.servers.stock.zookeeper");
				assertThat(ex.problem()).isEqualTo("not a list of ZooKeeper's servers");
				assertThat(ex.remedy()).contains("zk1:2181,zk2:2181/canal");
			});
	}

	@ParameterizedTest
	@CsvSource({ "ip, 127.0.0.1, canal.servers.stock.ip is", "type, mysql, canal.servers.stock.type names" })
	void aClusterIsNothingElse(String key, String value, String problem) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> CanalServerSettings.isWanted(source(Map.of("zookeeper", "zk1:2181", key, value))))
			.satisfies((ex) -> assertThat(ex.problem()).contains(problem));
	}

	@Test
	void zookeepersClientIsNamedWhereItIsMissing() {
		assertThatExceptionOfType(SetupException.class)
			.isThrownBy(() -> connection(source(Map.of("zookeeper", "zk1:2181")),
					new FilteredClassLoader("org.apache.zookeeper")))
			.withMessage("canal.servers.stock.zookeeper is set, but ZooKeeper's client is not on the class path.")
			.satisfies((ex) -> assertThat(ex.remedy()).contains("<groupId>org.apache.zookeeper</groupId>"));
	}

	@Test
	void aCanalServerHasToBeNamed() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> connection(source(Map.of("type", "canal")), getClass().getClassLoader()))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("canal.servers.stock.zookeeper"));
	}

	private static CanalConnection connection(SourceProperties source, ClassLoader classLoader) {
		return CanalServerSettings.connection(source, new Destination("stock"), classLoader);
	}

	private static SourceProperties source(Map<String, String> server) {
		Map<String, String> properties = new HashMap<>();
		server.forEach((key, value) -> properties.put("canal.servers.stock." + key, value));
		return SourceProperties
			.named(new Binder(new MapConfigurationPropertySource(properties)).bind("canal", CanalProperties.class)
				.get())
			.get(0);
	}

}
