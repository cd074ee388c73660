package io.github.canalspring.fuzz;

import java.util.Optional;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Assumptions;

/**
 * Random tests with the server that {@code canal.mysql.home} names.
 */
class MysqlConfiguredFuzzIntegrationTests extends FuzzContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configured();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mysql.home names no folder of a MySQL server");
		return server.orElseThrow();
	}

}
