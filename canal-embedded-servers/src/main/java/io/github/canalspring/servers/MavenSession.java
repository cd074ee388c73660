package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.RepositorySystemSession.CloseableSession;
import org.eclipse.aether.repository.AuthenticationSelector;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.repository.ProxySelector;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.supplier.SessionBuilderSupplier;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultAuthenticationSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.eclipse.aether.util.repository.JreProxySelector;

/**
 * Maven's resolver, set up from settings.
 */
record MavenSession(RepositorySystem system, CloseableSession session, Path localRepository,
		List<RemoteRepository> repositories) implements AutoCloseable {

	private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

	static MavenSession open(MavenSettings mavenSettings) {
		Settings settings = mavenSettings.load();
		Path localRepository = mavenSettings.localRepository(settings);
		RepositorySystem system = new RepositorySystemSupplier().get();
		CloseableSession session = new SessionBuilderSupplier(system).get()
			.withLocalRepositoryBaseDirectories(localRepository)
			.setMirrorSelector(mirrors(settings))
			.setProxySelector(proxies(settings))
			.setAuthenticationSelector(authentication(settings))
			// Would ask every repository for a list of what it has, before the first
			// artifact.
			.setConfigProperty("aether.remoteRepositoryFilter.prefixes", false)
			.setOffline(mavenSettings.isOffline(settings))
			.build();
		return new MavenSession(system, session, localRepository, repositories(system, session, settings));
	}

	@Override
	public void close() {
		this.session.close();
		this.system.shutdown();
	}

	private static List<RemoteRepository> repositories(RepositorySystem system, RepositorySystemSession session,
			Settings settings) {
		List<RemoteRepository> repositories = new ArrayList<>();
		for (Profile profile : MavenSettings.activeProfiles(settings)) {
			for (Repository repository : profile.getRepositories()) {
				repositories
					.add(new RemoteRepository.Builder(repository.getId(), "default", repository.getUrl()).build());
			}
		}
		if (repositories.stream().noneMatch((repository) -> repository.getId().equals("central"))) {
			repositories.add(new RemoteRepository.Builder("central", "default", CENTRAL).build());
		}
		return system.newResolutionRepositories(session, repositories);
	}

	private static MirrorSelector mirrors(Settings settings) {
		DefaultMirrorSelector selector = new DefaultMirrorSelector();
		for (Mirror mirror : settings.getMirrors()) {
			selector.add(mirror.getId(), mirror.getUrl(), mirror.getLayout(), false, mirror.isBlocked(),
					mirror.getMirrorOf(), mirror.getMirrorOfLayouts());
		}
		return selector;
	}

	private static ProxySelector proxies(Settings settings) {
		List<Proxy> active = settings.getProxies().stream().filter(Proxy::isActive).toList();
		if (active.isEmpty()) {
			return new JreProxySelector();
		}
		DefaultProxySelector selector = new DefaultProxySelector();
		for (Proxy proxy : active) {
			AuthenticationBuilder authentication = new AuthenticationBuilder().addUsername(proxy.getUsername())
				.addPassword(proxy.getPassword());
			selector.add(new org.eclipse.aether.repository.Proxy(proxy.getProtocol(), proxy.getHost(), proxy.getPort(),
					authentication.build()), proxy.getNonProxyHosts());
		}
		return selector;
	}

	private static AuthenticationSelector authentication(Settings settings) {
		DefaultAuthenticationSelector selector = new DefaultAuthenticationSelector();
		for (Server server : settings.getServers()) {
			AuthenticationBuilder authentication = new AuthenticationBuilder().addUsername(server.getUsername())
				.addPassword(server.getPassword())
				.addPrivateKey(server.getPrivateKey(), server.getPassphrase());
			selector.add(server.getId(), authentication.build());
		}
		return selector;
	}

}
