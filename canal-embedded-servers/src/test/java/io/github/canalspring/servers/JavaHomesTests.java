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

class JavaHomesTests {

	// No machine that runs these tests has a Java this new.
	private static final int NEW = 990;

	@TempDir
	Path directory;

	private final Map<String, String> properties = new HashMap<>();

	private final Map<String, String> environment = new HashMap<>();

	private final JavaHomes javaHomes = new JavaHomes(
			ServersConfigurationTests.configuration(this.properties, this.environment));

	@BeforeEach
	void home() {
		this.properties.put("user.home", this.directory.toString());
	}

	@Test
	void theRunningJavaIsTakenIfItIsNewEnough() throws IOException {
		this.properties.put("java.home", java("a", NEW).toString());
		this.environment.put("JAVA_HOME", java("b", NEW).toString());
		assertThat(this.javaHomes.atLeast(NEW)).contains(this.directory.resolve("a"));
	}

	@Test
	void otherwiseJavaHome() throws IOException {
		this.properties.put("java.home", java("a", 17).toString());
		this.environment.put("JAVA_HOME", java("b", NEW + 1).toString());
		assertThat(this.javaHomes.atLeast(NEW)).contains(this.directory.resolve("b"));
	}

	@Test
	void otherwiseTheToolchains() throws IOException {
		Files.createDirectories(this.directory.resolve(".m2"));
		Files.writeString(this.directory.resolve(".m2/toolchains.xml"), """
				<toolchains><toolchain><type>jdk</type><configuration>
				  <jdkHome>%s</jdkHome>
				</configuration></toolchain></toolchains>
				""".formatted(java("c", NEW)));
		assertThat(this.javaHomes.atLeast(NEW)).contains(this.directory.resolve("c"));
	}

	@Test
	void otherwiseSdkman() throws IOException {
		Path java = java(".sdkman/candidates/java/990-tem", NEW);
		assertThat(this.javaHomes.atLeast(NEW)).contains(java);
	}

	@Test
	void nothingIsFoundWhereThereIsNothing() {
		assertThat(this.javaHomes.atLeast(NEW)).isEmpty();
	}

	@Test
	void theVersionIsRead() throws IOException {
		assertThat(JavaHomes.version(java("a", 25))).hasValue(25);
		Files.writeString(this.directory.resolve("a/release"), "JAVA_VERSION=\"1.8.0_402\"");
		assertThat(JavaHomes.version(this.directory.resolve("a"))).hasValue(8);
		assertThat(JavaHomes.version(this.directory)).isEmpty();
	}

	private Path java(String name, int version) throws IOException {
		Path home = this.directory.resolve(name);
		Path bin = Files.createDirectories(home.resolve("bin"));
		Files.writeString(bin.resolve("java"), "");
		Unpacking.makeExecutable(bin.resolve("java"));
		Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + ".0.1\"\n");
		return home;
	}

}
