package io.github.canalspring.source.mysql;

import java.util.Optional;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Assumptions;

/**
 * Tests of {@link MysqlChangeSource} with the server that {@code canal.mariadb.home}
 * names.
 */
class MariadbConfiguredSourceIntegrationTests extends BinlogSourceContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configuredMariadb();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mariadb.home names no folder of a MariaDB server");
		return server.orElseThrow();
	}

}
