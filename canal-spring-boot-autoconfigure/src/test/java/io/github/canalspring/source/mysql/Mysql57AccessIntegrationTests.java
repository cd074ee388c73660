package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of access to MySQL 5.7.
 */
class Mysql57AccessIntegrationTests extends AccessContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql57();
	}

}
