package io.github.canalspring.faults;

import java.sql.SQLException;

import io.github.canalspring.faults.Rule.Moment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Redis and Elasticsearch start with existing rows, and that is disturbed.
 */
@Timeout(240)
class SnapshotFaultsIntegrationTests {

	private final Stage stage = Stage.get();

	@BeforeEach
	void begin() throws SQLException {
		this.stage.calm();
		this.stage.workload().transactions(3);
		this.stage.workload().bulkInsert();
		this.stage.awaitAll();
		this.stage.child.kill();
		this.stage.wipe();
	}

	@AfterEach
	void calm() throws SQLException {
		this.stage.calm();
		this.stage.workload().bulkDelete(Workload.BULK_ROWS);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void killedWithinIt(int number) {
		this.stage.redisProxy.add(Rule.onReply(Moment.BEFORE, "+QUEUED\r\n*", number, this.stage.child::kill));
		this.stage.child.start();
		writeUntilDead();
		this.stage.elasticsearchProxy
			.add(Rule.onRequest(Moment.BEFORE_ANSWER, "POST /_bulk", number, this.stage.child::kill));
		this.stage.child.start();
		writeUntilDead();
		this.stage.child.start();
		this.stage.awaitAll();
	}

	@Test
	void killedAfterRowsWereWrittenAndBeforeTheFirstPositionWas() throws SQLException {
		this.stage.elasticsearchProxy.add(Rule.holdRequest("PUT /canal-checkpoint/_doc", 1));
		this.stage.elasticsearchProxy
			.add(Rule.onRequest(Moment.AFTER_ANSWER, "POST /_bulk", 2, this.stage.child::kill));
		this.stage.child.start();
		Awaitility.await().atMost(Stage.PATIENCE).until(() -> !this.stage.child.isAlive());
		this.stage.elasticsearchProxy.clearRules();
		this.stage.workload().bulkDelete(4000);
		this.stage.child.start();
		this.stage.awaitAll();
	}

	@Test
	void connectionsAreCutWithinIt() {
		this.stage.databaseProxy.add(Rule.onRequest(Moment.AFTER_ANSWER, "LOCK IN SHARE MODE", 1, () -> {
		}));
		this.stage.databaseProxy.add(Rule.onRequest(Moment.BEFORE_ANSWER, "LOCK IN SHARE MODE", 3, () -> {
		}));
		this.stage.databaseProxy.add(Rule.onRequest(Moment.BEFORE, "SHOW MASTER STATUS", 5, () -> {
		}));
		this.stage.child.start();
		this.stage.workload().transactions(10);
		this.stage.awaitAll();
	}

	private void writeUntilDead() {
		Awaitility.await().atMost(Stage.PATIENCE).until(() -> {
			this.stage.workload().transaction();
			return !this.stage.child.isAlive();
		});
	}

}
