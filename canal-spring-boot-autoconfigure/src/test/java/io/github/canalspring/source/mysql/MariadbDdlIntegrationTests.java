package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of tables that change, with MariaDB 11.4.
 */
class MariadbDdlIntegrationTests extends DdlContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

	@Override
	boolean mariadb() {
		return true;
	}

}
