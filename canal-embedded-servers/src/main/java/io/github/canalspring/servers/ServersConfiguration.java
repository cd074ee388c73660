package io.github.canalspring.servers;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What users set from outside: a system property such as {@code canal.servers.cache}, or
 * the environment variable of the same name, {@code CANAL_SERVERS_CACHE}. An empty value
 * counts as none.
 */
final class ServersConfiguration {

	static final String MODE = "canal.servers";

	static final String CACHE = "canal.servers.cache";

	static final String LIBS = "canal.servers.libs";

	static final String OFFLINE = "canal.servers.offline";

	static final String SETTINGS = "canal.servers.settings";

	static final String MYSQL_HOME = "canal.mysql.home";

	static final String MARIADB_HOME = "canal.mariadb.home";

	private final Lookup properties;

	private final Lookup environment;

	ServersConfiguration(Lookup properties, Lookup environment) {
		this.properties = properties;
		this.environment = environment;
	}

	static ServersConfiguration system() {
		return new ServersConfiguration(System::getProperty, System::getenv);
	}

	Optional<String> get(String property) {
		return property(property).or(() -> environment(environmentName(property)));
	}

	Optional<String> property(String name) {
		return Optional.ofNullable(this.properties.get(name)).filter((value) -> !value.isBlank());
	}

	Optional<String> environment(String name) {
		return Optional.ofNullable(this.environment.get(name)).filter((value) -> !value.isBlank());
	}

	Path home() {
		return Path.of(property("user.home").orElse("."));
	}

	static String environmentName(String property) {
		return property.toUpperCase(Locale.ROOT).replace('.', '_');
	}

	/** Answers null for what is not set. */
	@FunctionalInterface
	interface Lookup {

		@Nullable String get(String name);

	}

}
