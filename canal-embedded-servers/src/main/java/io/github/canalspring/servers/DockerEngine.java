package io.github.canalspring.servers;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/**
 * Runs servers in containers where that is possible, and says clearly what is missing
 * where it is not. Apart from {@link ContainerRuntime}, which cannot even be loaded
 * without Testcontainers.
 */
final class DockerEngine {

	private DockerEngine() {
	}

	static ServerRuntime runtime(ContainerImage image, @Nullable Integer port, @Nullable Path dataDirectory) {
		if (dataDirectory != null) {
			throw new IllegalStateException(image.title() + " runs in Docker (canal.servers=docker), where its data is "
					+ "inside the container: leave dataDirectory(" + dataDirectory + ") out");
		}
		if (!isThere(image)) {
			throw new ServerUnavailableException(image.title() + " was to run in Docker (canal.servers=docker), but "
					+ "Testcontainers finds no Docker engine. Start one, or leave canal.servers at embedded");
		}
		return new ContainerRuntime(image, (port != null) ? port : Ports.next());
	}

	private static boolean isThere(ContainerImage image) {
		try {
			return DockerClientFactory.instance().isDockerAvailable();
		}
		catch (NoClassDefFoundError ex) {
			throw new ServerUnavailableException(image.title() + " was to run in Docker (canal.servers=docker), which "
					+ "needs the dependency org.testcontainers:testcontainers: add it, with scope test", ex);
		}
	}

}
