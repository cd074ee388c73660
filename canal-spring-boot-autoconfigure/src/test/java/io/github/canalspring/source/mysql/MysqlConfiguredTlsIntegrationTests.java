package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.ssl.SslBundle;

/**
 * Tests of encrypted connections to the server that {@code canal.mysql.home} names.
 */
class MysqlConfiguredTlsIntegrationTests extends TlsContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configured();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mysql.home names no folder of a MySQL server");
		return server.orElseThrow();
	}

	/**
	 * It is signed by an authority of the server's own, and names no host.
	 */
	@Test
	void theServersOwnCertificateIsAcceptedWithoutTheHostsName() throws IOException {
		DatabaseServer.Builder builder = DatabaseServer.configured().orElseThrow();
		try (DatabaseServer server = builder.start()) {
			Assumptions.assumeFalse(server.isMariaDb());
			SslBundle bundle = TestCertificate.trusting(authority(server.dataDirectory()));
			new MysqlChangeSource(connection(server, new TlsSettings(() -> bundle, false))).check(List.of());
			assertRefused(() -> new MysqlChangeSource(connection(server, new TlsSettings(() -> bundle, true)))
				.check(List.of()), "canal.server.ssl.verify-hostname");
		}
	}

	private static Path authority(Path dataDirectory) throws IOException {
		try (Stream<Path> files = Files.walk(dataDirectory)) {
			return files.filter((file) -> file.endsWith("ca.pem")).findFirst().orElseThrow();
		}
	}

	private static MysqlConnection connection(DatabaseServer server, TlsSettings tls) {
		MysqlConnection plain = new MysqlConnection(List.of(new HostPort(server.host(), server.port())), "canal",
				"canal");
		return new MysqlConnection(plain.hosts(), plain.user(), plain.password(), plain.connectTimeout(),
				plain.readTimeout(), plain.bufferSize(), plain.sliceSize(), tls);
	}

}
