package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of values with MySQL 8.0.
 */
class Mysql80ValuesIntegrationTests extends PartialJsonContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql80();
	}

}
