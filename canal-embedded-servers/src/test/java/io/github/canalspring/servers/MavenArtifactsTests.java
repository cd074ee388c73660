package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MavenArtifactsTests {

	@TempDir
	Path directory;

	private final Map<String, String> properties = new HashMap<>();

	@BeforeEach
	void homeOfAUserWithoutMaven() throws IOException {
		this.properties.put("user.home", this.directory.toString());
		Files.createDirectories(this.directory.resolve(".m2"));
	}

	@Test
	void artifactsComeFromTheMirrorOfTheUsersSettings() throws IOException {
		Path mirror = repositoryWithServer();
		settings("<mirrors><mirror><id>ours</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>"
			.formatted(mirror.toUri()));
		Path jar = artifacts().fetch("org.example:server:1.0");
		assertThat(jar).hasContent("a server")
			.isEqualTo(this.directory.resolve(".m2/repository/org/example/server/1.0/server-1.0.jar"));
	}

	@Test
	void artifactsComeFromTheRepositoriesOfActiveProfiles() throws IOException {
		settings("""
				<profiles>
				  <profile><id>ours</id><repositories>
				    <repository><id>ours</id><url>%s</url></repository>
				    <repository><id>central</id><url>%s</url></repository>
				  </repositories></profile>
				</profiles>
				<activeProfiles><activeProfile>ours</activeProfile></activeProfiles>
				""".formatted(repositoryWithServer().toUri(), this.directory.resolve("nothing").toUri()));
		assertThat(artifacts().fetch("org.example:server:1.0")).hasContent("a server");
	}

	@Test
	void theGlobalSettingsOfTheMavenOnThePathCountToo() throws IOException {
		Path maven = Files.createDirectories(this.directory.resolve("maven"));
		Path mvn = Files.createDirectories(maven.resolve("bin")).resolve("mvn");
		Files.writeString(mvn, "#!/bin/sh\n");
		Unpacking.makeExecutable(mvn);
		Path link = Files.createDirectories(this.directory.resolve("path")).resolve("mvn");
		Files.createSymbolicLink(link, mvn);
		Path mirror = repositoryWithServer();
		Files.createDirectories(maven.resolve("conf"));
		Files.writeString(maven.resolve("conf/settings.xml"),
				"<settings><localRepository>" + this.directory.resolve("local")
						+ "</localRepository><mirrors><mirror><id>ours</id><mirrorOf>central</mirrorOf><url>"
						+ mirror.toUri() + "</url></mirror></mirrors></settings>");
		Path jar = MavenArtifacts
			.configured(ServersConfigurationTests.configuration(this.properties,
					Map.of("PATH", link.getParent().toString())))
			.fetch("org.example:server:1.0");
		assertThat(jar).hasContent("a server").startsWith(this.directory.resolve("local"));
	}

	@Test
	void theLocalRepositoryOfTheBuildComesFirst() throws IOException {
		settings("<localRepository>" + this.directory.resolve("a") + "</localRepository>");
		MavenSettings settings = new MavenSettings(ServersConfigurationTests.configuration(this.properties, Map.of()));
		assertThat(settings.localRepository(settings.load())).isEqualTo(this.directory.resolve("a"));
		this.properties.put("localRepository", "/b");
		assertThat(settings.localRepository(settings.load())).isEqualTo(Path.of("/b"));
		this.properties.put("maven.repo.local", "/c");
		assertThat(settings.localRepository(settings.load())).isEqualTo(Path.of("/c"));
	}

	@Test
	void offlineNothingIsFetchedAndTheMessageSaysSo() throws IOException {
		settings("<offline>true</offline>");
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> artifacts().fetch("org.example:server:1.0"))
			.withMessageContaining(
					"Could not fetch org.example:server:1.0 into " + this.directory.resolve(".m2/repository"))
			.withMessageContaining("being offline")
			.withMessageContaining(this.directory.resolve(".m2/settings.xml").toString())
			.withMessageContaining("mvn dependency:get -Dartifact=org.example:server:1.0");
	}

	@Test
	void aMissingArtifactIsSaidToBeMissingWhereItWasLookedFor() throws IOException {
		settings("<mirrors><mirror><id>ours</id><mirrorOf>*</mirrorOf><url>%s</url></mirror></mirrors>"
			.formatted(repositoryWithServer().toUri()));
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> artifacts().fetch("org.example:server:2.0"))
			.withMessageContaining(this.directory.resolve("remote").toUri().toString());
	}

	@Test
	void brokenSettingsAreNamed() throws IOException {
		settings("<mirrors>");
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> artifacts().fetch("org.example:server:1.0"))
			.withMessageContaining(this.directory.resolve(".m2/settings.xml").toString())
			.withMessageContaining("cannot be read");
	}

	private MavenArtifacts artifacts() {
		return MavenArtifacts.configured(ServersConfigurationTests.configuration(this.properties, Map.of()));
	}

	private void settings(String content) throws IOException {
		Files.writeString(this.directory.resolve(".m2/settings.xml"), "<settings>" + content + "</settings>");
	}

	private Path repositoryWithServer() throws IOException {
		Path remote = this.directory.resolve("remote");
		Path version = Files.createDirectories(remote.resolve("org/example/server/1.0"));
		Files.writeString(version.resolve("server-1.0.jar"), "a server");
		return remote;
	}

}
