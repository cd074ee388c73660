package io.github.canalspring.fuzz;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Random tests with MariaDB 11.4.
 */
class MariadbFuzzIntegrationTests extends FuzzContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

}
