package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Test;

import static io.github.canalspring.source.mysql.TlsContract.assertRefused;

/**
 * Tests of access to MySQL 8.0.
 */
class Mysql80AccessIntegrationTests extends AccessContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql80();
	}

	@Test
	void whatTheBinlogClientCannotDoIsTold() {
		fixture().sql("CREATE USER old@'%' IDENTIFIED WITH sha256_password BY 'old'",
				"GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO old@'%'",
				"CREATE USER older@'%' IDENTIFIED WITH mysql_native_password BY 'older'",
				"GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO older@'%'");
		assertRefused(() -> source("old").check(List.of()), "sha256_password",
				"ALTER USER 'old'@'%' IDENTIFIED WITH caching_sha2_password BY '...'");
		source("older").check(List.of());
	}

}
