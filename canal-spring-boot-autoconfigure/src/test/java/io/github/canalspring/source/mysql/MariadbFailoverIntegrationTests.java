package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of failing over with MariaDB 11.4.
 */
class MariadbFailoverIntegrationTests extends FailoverContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

}
