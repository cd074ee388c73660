package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;

/**
 * Tests of {@link MysqlChangeSource} with MariaDB 11.4.
 */
class MariadbSourceIntegrationTests extends BinlogSourceContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

}
