package io.github.canalspring.servers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class DockerTests {

	@BeforeEach
	void askForDocker() {
		System.setProperty(ServersConfiguration.MODE, "docker");
	}

	@AfterEach
	void askForNothing() {
		System.clearProperty(ServersConfiguration.MODE);
	}

	@Test
	void withoutAnEngineTheMessageSaysWhatToDo() {
		assumeFalse(DockerClientFactory.instance().isDockerAvailable(), "A Docker engine is here");
		assertThatExceptionOfType(ServerUnavailableException.class).isThrownBy(() -> RedisServer.builder().build())
			.withMessage("Redis 7.0.15 was to run in Docker (canal.servers=docker), but Testcontainers finds no Docker "
					+ "engine. Start one, or leave canal.servers at embedded");
		assertThatExceptionOfType(ServerUnavailableException.class).isThrownBy(() -> DatabaseServer.mariadb().build())
			.withMessageContaining("MariaDB 11.4.5 was to run in Docker");
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> ElasticsearchServer.latest().build())
			.withMessageContaining("Elasticsearch 9.5.3 was to run in Docker");
	}

	@Test
	void withoutTestcontainersTheMessageNamesTheDependency() throws Exception {
		Process process = OtherJvm.start(WithoutTestcontainers.class, (entry) -> !entry.contains("testcontainers"),
				List.of("-Dcanal.servers=docker"));
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		assertThat(output).contains("needs the dependency org.testcontainers:testcontainers");
	}

	@Test
	void aDataDirectoryIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> RedisServer.builder().dataDirectory(Path.of("data")).build())
			.withMessageContaining("leave dataDirectory(data) out");
	}

	@Test
	void aReplicaOrSentinelIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> RedisServer.builder().replicaOf("127.0.0.1", 6379).build())
			.withMessageContaining("leave replicaOf and sentinelOf out");
		assertThatIllegalStateException()
			.isThrownBy(() -> RedisServer.builder().sentinelOf("master", "127.0.0.1", 6379).build())
			.withMessageContaining("leave replicaOf and sentinelOf out");
	}

	@Test
	void imagesHaveTheSameOptionsAndUsers() {
		ContainerImage image = DatabaseFlavour.MYSQL_80.image(List.of("--binlog-row-metadata=MINIMAL"));
		assertThat(image.command()).contains("--binlog-format=ROW").endsWith("--binlog-row-metadata=MINIMAL");
		assertThat(image.files().values()).first().asString().contains("canal@'%'", "caching_sha2_password");
	}

	/** Run in a process of its own. */
	static final class WithoutTestcontainers {

		private WithoutTestcontainers() {
		}

		public static void main(String[] arguments) {
			try {
				RedisServer.builder().build();
			}
			catch (ServerUnavailableException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

}
