package io.github.canalspring.source.mysql;

import java.util.Optional;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Assumptions;

/**
 * Tests of tables that change, with the server that {@code canal.mysql.home} names.
 */
class MysqlConfiguredDdlIntegrationTests extends DdlContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configured();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mysql.home names no folder of a MySQL server");
		return server.orElseThrow();
	}

	@Override
	boolean mariadb() {
		return false;
	}

}
