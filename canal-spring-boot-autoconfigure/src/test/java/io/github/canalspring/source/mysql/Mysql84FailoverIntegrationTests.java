package io.github.canalspring.source.mysql;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests of failing over with MySQL 8.4, of which there is an image only.
 */
@EnabledIfSystemProperty(named = "canal.servers", matches = "docker", disabledReason = "MySQL 8.4 runs in Docker only")
class Mysql84FailoverIntegrationTests extends FailoverContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql84();
	}

}
