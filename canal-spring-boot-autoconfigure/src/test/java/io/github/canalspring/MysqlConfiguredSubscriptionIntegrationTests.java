package io.github.canalspring;

import java.util.Optional;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.Assumptions;

/**
 * Tests of a subscription table in the MySQL that {@code canal.mysql.home} names.
 */
class MysqlConfiguredSubscriptionIntegrationTests extends SubscriptionContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configured();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mysql.home names no folder of a MySQL server");
		return server.orElseThrow();
	}

}
