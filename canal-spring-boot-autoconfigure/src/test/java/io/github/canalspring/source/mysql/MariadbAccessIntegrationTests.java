package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of access to MariaDB.
 */
class MariadbAccessIntegrationTests extends AccessContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

}
