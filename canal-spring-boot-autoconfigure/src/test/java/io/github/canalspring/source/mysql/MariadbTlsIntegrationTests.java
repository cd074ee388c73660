package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.util.List;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.ssl.SslBundle;

/**
 * Tests of encrypted connections to MariaDB.
 */
class MariadbTlsIntegrationTests extends TlsContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb().option("--ssl");
	}

	@ParameterizedTest
	@EnumSource
	void aServerWithoutEncryptionIsRefused(JdbcDriver driver) {
		try (DatabaseServer plain = DatabaseServer.mariadb().start()) {
			SslBundle bundle = SslBundle.systemDefault();
			MysqlConnection connection = new MysqlConnection(List.of(new HostPort(plain.host(), plain.port())), "canal",
					"canal", Duration.ofSeconds(5), Duration.ofSeconds(15), 8 << 20, 1 << 20,
					new TlsSettings(() -> bundle, true));
			assertRefused(() -> new MysqlServer(connection, () -> driver)
				.ask((client) -> client.sql("SELECT 1").query(Integer.class).single()), "offers no encryption");
			assertRefused(() -> LoginProbe.run(connection.hosts().get(0), connection), "offers no encryption");
		}
	}

}
