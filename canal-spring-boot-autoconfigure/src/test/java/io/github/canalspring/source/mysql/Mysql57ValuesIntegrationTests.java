package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of values with MySQL 5.7.
 */
class Mysql57ValuesIntegrationTests extends ValuesContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql57();
	}

}
