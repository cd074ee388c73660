package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of {@link MysqlChangeSource} with MySQL 8.0.
 */
class Mysql80SourceIntegrationTests extends BinlogSourceContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql80();
	}

}
