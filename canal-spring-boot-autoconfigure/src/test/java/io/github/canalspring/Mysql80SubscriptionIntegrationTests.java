package io.github.canalspring;

import java.sql.SQLException;

import io.github.canalspring.servers.DatabaseServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of a subscription table in MySQL 8.0.12, which lets nobody lock rows without
 * {@code LOCK TABLES}.
 */
class Mysql80SubscriptionIntegrationTests extends SubscriptionContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql80();
	}

	@BeforeEach
	void grant() throws SQLException {
		sql("GRANT LOCK TABLES ON *.* TO canal@'%'");
	}

	@Test
	void withoutTheRightToLockItIsSaidWhatToGrant() throws Exception {
		sql("REVOKE LOCK TABLES ON *.* FROM canal@'%'");
		this.context = run();
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(operations().status().pipelines())
				.anyMatch((pipeline) -> String.valueOf(pipeline.error()).contains("GRANT SELECT, LOCK TABLES ON")));
	}

}
