package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of XA transactions with MariaDB 11.4.
 */
class MariadbXaIntegrationTests extends XaContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

}
