package io.github.canalspring.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.maven.settings.Profile;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;

/**
 * The Maven settings in force for the user: their own settings.xml over the Maven
 * installation's, found even where no Maven is running.
 */
final class MavenSettings {

	private final ServersConfiguration configuration;

	MavenSettings(ServersConfiguration configuration) {
		this.configuration = configuration;
	}

	Settings load() {
		DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
		request.setUserSettingsFile(userFile().toFile());
		globalFile().map(Path::toFile).ifPresent(request::setGlobalSettingsFile);
		request.setSystemProperties(System.getProperties());
		try {
			return new DefaultSettingsBuilderFactory().newInstance().build(request).getEffectiveSettings();
		}
		catch (SettingsBuildingException ex) {
			throw new ServerUnavailableException(
					"The Maven settings (" + files() + ") cannot be read: " + ex.getMessage(), ex);
		}
	}

	/** For messages: the files that are there. */
	List<Path> files() {
		return Stream.concat(Stream.of(userFile()).filter(Files::exists), globalFile().stream()).toList();
	}

	Path localRepository(Settings settings) {
		// The property "localRepository" is how Surefire tells tests which one the build
		// uses.
		return this.configuration.property("maven.repo.local")
			.or(() -> this.configuration.property("localRepository"))
			.or(() -> Optional.ofNullable(settings.getLocalRepository()))
			.map(Path::of)
			.orElseGet(() -> this.configuration.home().resolve(".m2").resolve("repository"));
	}

	boolean isOffline(Settings settings) {
		return settings.isOffline()
				|| this.configuration.get(ServersConfiguration.OFFLINE).filter(Boolean::parseBoolean).isPresent();
	}

	/** Profiles named as active, or those active by default when none is named. */
	static List<Profile> activeProfiles(Settings settings) {
		List<Profile> named = settings.getProfiles()
			.stream()
			.filter((profile) -> settings.getActiveProfiles().contains(profile.getId()))
			.toList();
		if (!named.isEmpty()) {
			return named;
		}
		return settings.getProfiles()
			.stream()
			.filter((profile) -> profile.getActivation() != null && profile.getActivation().isActiveByDefault())
			.toList();
	}

	private Path userFile() {
		return this.configuration.get(ServersConfiguration.SETTINGS)
			.map(Path::of)
			.orElseGet(() -> this.configuration.home().resolve(".m2").resolve("settings.xml"));
	}

	private Optional<Path> globalFile() {
		List<Path> candidates = new ArrayList<>();
		this.configuration.property("maven.home").map(Path::of).ifPresent(candidates::add);
		this.configuration.environment("MAVEN_HOME").map(Path::of).ifPresent(candidates::add);
		this.configuration.environment("M2_HOME").map(Path::of).ifPresent(candidates::add);
		homeOfMvnOnPath().ifPresent(candidates::add);
		candidates.add(Path.of("/usr/share/maven"));
		return Stream
			.concat(candidates.stream()
				.flatMap((home) -> Stream.of(home.resolve("conf/settings.xml"),
						home.resolve("libexec/conf/settings.xml"))),
					Stream.of(Path.of("/etc/maven/settings.xml")))
			.filter(Files::isRegularFile)
			.findFirst();
	}

	private Optional<Path> homeOfMvnOnPath() {
		return this.configuration.environment("PATH")
			.stream()
			.flatMap((path) -> Arrays.stream(path.split(File.pathSeparator)))
			.map((directory) -> Path.of(directory).resolve("mvn"))
			.filter(Files::isExecutable)
			.findFirst()
			.map((mvn) -> realPath(mvn).getParent())
			.map(Path::getParent);
	}

	private static Path realPath(Path path) {
		try {
			return path.toRealPath();
		}
		catch (IOException ex) {
			return path;
		}
	}

}
