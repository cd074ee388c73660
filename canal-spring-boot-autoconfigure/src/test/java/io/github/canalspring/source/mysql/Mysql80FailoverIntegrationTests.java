package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of failing over with MySQL 8.0.
 */
class Mysql80FailoverIntegrationTests extends FailoverContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql80();
	}

}
