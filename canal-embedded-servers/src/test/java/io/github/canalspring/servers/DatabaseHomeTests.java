package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DatabaseHomeTests {

	@TempDir
	Path home;

	private final ServersConfiguration none = ServersConfigurationTests.configuration(Map.of(), Map.of());

	@Test
	void mySqlIsRecognised() throws IOException {
		program("mysqld", "echo 'mysqld  Ver 8.0.12 for Linux on x86_64 (MySQL Community Server - GPL)'");
		DatabaseHome found = DatabaseHome.at(this.home, this.none);
		assertThat(found.mariaDb()).isFalse();
		assertThat(found.title()).isEqualTo("MySQL 8.0.12");
	}

	@Test
	void mariaDbIsRecognisedByItsOldNameToo() throws IOException {
		program("mysqld", "echo 'mysqld  Ver 10.3.39-MariaDB for Linux on x86_64 (MariaDB Server)'");
		DatabaseHome found = DatabaseHome.at(this.home, this.none);
		assertThat(found.mariaDb()).isTrue();
		assertThat(found.title()).isEqualTo("MariaDB 10.3.39");
	}

	@Test
	void aMissingLibraryIsNamedWithItsPackage() throws IOException {
		program("mysqld", """
				echo "$0: error while loading shared libraries: libaio.so.1: cannot open shared object file" >&2
				exit 127
				""");
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> DatabaseHome.at(this.home, this.none))
			.withMessageContaining("the shared library libaio.so.1 is missing")
			.withMessageContaining("libaio1")
			.withMessageContaining("canal.servers.libs")
			.withMessageContaining("CANAL_SERVERS_LIBS");
	}

	@Test
	void foldersOfLibrariesAreAdded() throws IOException {
		program("mysqld", "echo Ver 8.0.12 $LD_LIBRARY_PATH");
		Files.createDirectories(this.home.resolve("libs"));
		ServersConfiguration configuration = ServersConfigurationTests
			.configuration(Map.of("canal.servers.libs", "/given"), Map.of("LD_LIBRARY_PATH", "/before"));
		assertThat(DatabaseHome.at(this.home, configuration).environment()).containsEntry("LD_LIBRARY_PATH",
				"/given:" + this.home.resolve("libs") + ":/before");
	}

	@Test
	void aFolderWithoutAServerIsRefused() {
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> DatabaseHome.at(this.home, this.none))
			.withMessageContaining(this.home + " is no folder of a MySQL or MariaDB server");
	}

	private void program(String name, String script) throws IOException {
		Path share = Files.createDirectories(this.home.resolve("share/english"));
		Files.createFile(share.resolve("errmsg.sys"));
		Path program = Files.createDirectories(this.home.resolve("bin")).resolve(name);
		Files.writeString(program, "#!/bin/sh\n" + script);
		Unpacking.makeExecutable(program);
	}

}
