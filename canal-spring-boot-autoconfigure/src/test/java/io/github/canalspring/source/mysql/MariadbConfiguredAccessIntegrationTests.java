package io.github.canalspring.source.mysql;

import java.util.List;
import java.util.Optional;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static io.github.canalspring.source.mysql.TlsContract.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of access with the server that {@code canal.mariadb.home} names.
 */
class MariadbConfiguredAccessIntegrationTests extends AccessContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configuredMariadb();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mariadb.home names no folder of a MariaDB server");
		return server.orElseThrow();
	}

	@Test
	void theEd25519PluginIsRefusedWithTheRemedy() {
		fixture().sql("INSTALL SONAME 'auth_ed25519'",
				"CREATE USER curve@'%' IDENTIFIED VIA ed25519 USING PASSWORD('curve')",
				"GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO curve@'%'");
		String remedy = "ALTER USER 'curve'@'%' IDENTIFIED VIA mysql_native_password";
		assertRefused(() -> source("curve").check(List.of()), "client_ed25519", remedy);
		MysqlConnection connection = connection("curve", "curve");
		// MariaDB's driver gets in, but the binlog client does not.
		Integer one = new MysqlServer(connection, () -> JdbcDriver.MARIADB)
			.ask((client) -> client.sql("SELECT 1").query(Integer.class).single());
		assertThat(one).isEqualTo(1);
		assertRefused(() -> LoginProbe.run(connection.hosts().get(0), connection), "client_ed25519", remedy);
	}

}
