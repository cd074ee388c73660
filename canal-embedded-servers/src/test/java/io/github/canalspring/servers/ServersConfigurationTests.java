package io.github.canalspring.servers;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ServersConfigurationTests {

	@Test
	void aPropertyComesBeforeTheEnvironment() {
		ServersConfiguration configuration = configuration(Map.of("canal.servers.cache", "/a"),
				Map.of("CANAL_SERVERS_CACHE", "/b"));
		assertThat(configuration.get(ServersConfiguration.CACHE)).contains("/a");
	}

	@Test
	void theEnvironmentDoesToo() {
		ServersConfiguration configuration = configuration(Map.of("canal.servers.cache", " "),
				Map.of("CANAL_SERVERS_CACHE", "/b"));
		assertThat(configuration.get(ServersConfiguration.CACHE)).contains("/b");
	}

	@Test
	void serversAreEmbeddedUnlessDockerIsAskedFor() {
		assertThat(ServersMode.of(configuration(Map.of(), Map.of()))).isEqualTo(ServersMode.EMBEDDED);
		assertThat(ServersMode.of(configuration(Map.of("canal.servers", "Docker"), Map.of())))
			.isEqualTo(ServersMode.DOCKER);
		assertThat(ServersMode.of(configuration(Map.of(), Map.of("CANAL_SERVERS", "docker"))))
			.isEqualTo(ServersMode.DOCKER);
	}

	@Test
	void anythingElseIsRefusedWithWhatIsPossible() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ServersMode.of(configuration(Map.of("canal.servers", "podman"), Map.of())))
			.withMessage("The system property canal.servers (or the environment variable CANAL_SERVERS) is \"podman\": "
					+ "it takes embedded or docker");
	}

	static ServersConfiguration configuration(Map<String, String> properties, Map<String, String> environment) {
		return new ServersConfiguration(properties::get, environment::get);
	}

}
