package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.DependencyRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches artifacts as the user's own Maven would: into the same local repository, from
 * the same repositories and mirrors, through the same proxies.
 */
final class MavenArtifacts {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedServer.class);

	private final MavenSettings settings;

	MavenArtifacts(MavenSettings settings) {
		this.settings = settings;
	}

	static MavenArtifacts configured(ServersConfiguration configuration) {
		return new MavenArtifacts(new MavenSettings(configuration));
	}

	/** One artifact, {@code group:name:version}. */
	Path fetch(String coordinates) {
		return resolve(List.of(coordinates), (session) -> {
			ArtifactRequest request = new ArtifactRequest().setArtifact(new DefaultArtifact(coordinates))
				.setRepositories(session.repositories());
			return List.of(session.system().resolveArtifact(session.session(), request).getArtifact().getPath());
		}).get(0);
	}

	/** The class path that runs these artifacts. */
	List<Path> fetchClassPath(List<String> coordinates) {
		return resolve(coordinates, (session) -> {
			CollectRequest collect = new CollectRequest().setRepositories(session.repositories());
			coordinates.forEach((each) -> collect.addDependency(new Dependency(new DefaultArtifact(each), "runtime")));
			return session.system()
				.resolveDependencies(session.session(), new DependencyRequest(collect, null))
				.getArtifactResults()
				.stream()
				.map((result) -> result.getArtifact().getPath())
				.toList();
		});
	}

	private List<Path> resolve(List<String> coordinates, Resolution resolution) {
		try (MavenSession session = MavenSession.open(this.settings)) {
			logger.info("Looking up {} in {}, otherwise fetching from {}", coordinates, session.localRepository(),
					describe(session));
			try {
				return resolution.resolve(session);
			}
			catch (RepositoryException ex) {
				throw new ServerUnavailableException(message(coordinates, session, ex), ex);
			}
		}
	}

	private String message(List<String> coordinates, MavenSession session, RepositoryException ex) {
		return "Could not fetch " + String.join(", ", coordinates) + " into " + session.localRepository() + " from "
				+ describe(session) + (session.session().isOffline() ? ", being offline" : "") + ": " + ex.getMessage()
				+ ". The Maven settings used are " + this.settings.files() + " (others can be named by the system "
				+ "property " + ServersConfiguration.SETTINGS + "). Once the artifact is in the local repository, "
				+ "for example after mvn dependency:get -Dartifact=" + coordinates.get(0) + ", no network is needed";
	}

	private static String describe(MavenSession session) {
		return session.repositories().stream().map(RemoteRepository::getUrl).collect(Collectors.joining(", "));
	}

	@FunctionalInterface
	private interface Resolution {

		List<Path> resolve(MavenSession session) throws RepositoryException;

	}

}
