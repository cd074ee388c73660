package io.github.canalspring.faults;

import java.sql.SQLException;

import io.github.canalspring.servers.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One store is away for a while: the others go on as if nothing was, and it catches up
 * when it is back.
 */
@Timeout(240)
class OutageFaultsIntegrationTests {

	private final Stage stage = Stage.get();

	@BeforeEach
	void begin() {
		this.stage.calm();
		this.stage.awaitAll();
	}

	@AfterEach
	void calm() {
		this.stage.calm();
	}

	@Test
	void elasticsearchIsKilled() {
		this.stage.workload().transactions(3);
		this.stage.elasticsearch.kill();
		this.stage.workload().transactions(20);
		this.stage.awaitRedis();
		this.stage.awaitHandlers();
		this.stage.elasticsearch.start();
		this.stage.awaitAll();
	}

	@Test
	void elasticsearchIsPaused() {
		this.stage.workload().transactions(3);
		this.stage.elasticsearch.pause();
		this.stage.workload().transactions(20);
		this.stage.awaitRedis();
		this.stage.awaitHandlers();
		// Longer than any request waits for its answer.
		Writers.pass(4000);
		this.stage.elasticsearch.resume();
		this.stage.awaitAll();
	}

	@Test
	void elasticsearchIsTooSlowForLargeRequests() throws SQLException {
		// Not even half of a request gets there in the time that there is for it.
		this.stage.elasticsearchProxy.bytesPerSecond(100_000);
		this.stage.workload().bulkInsert();
		this.stage.awaitRedis();
		this.stage.awaitElasticsearch();
		assertThat(this.stage.child.lines("It is tried again with at most")).isNotEmpty();
		this.stage.elasticsearchProxy.bytesPerSecond(0);
		this.stage.workload().bulkDelete(Workload.BULK_ROWS);
		this.stage.awaitAll();
	}

	/** The one comes back with its data, the other without. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void redisIsKilled(boolean durable) {
		RedisServer server = durable ? this.stage.durableRedis : this.stage.emptyRedis;
		this.stage.useRedis(server);
		this.stage.awaitAll();
		this.stage.workload().transactions(3);
		server.kill();
		this.stage.workload().transactions(20);
		this.stage.awaitElasticsearch();
		this.stage.awaitHandlers();
		server.start();
		this.stage.awaitAll();
	}

	@Test
	void redisComesBackEmptyWhileNothingIsWritten() {
		this.stage.useRedis(this.stage.emptyRedis);
		this.stage.workload().transactions(10);
		this.stage.awaitAll();
		this.stage.emptyRedis.kill();
		this.stage.emptyRedis.start();
		this.stage.awaitAll();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void redisIsPaused(boolean durable) {
		RedisServer server = durable ? this.stage.durableRedis : this.stage.emptyRedis;
		this.stage.useRedis(server);
		this.stage.awaitAll();
		this.stage.workload().transactions(3);
		server.pause();
		this.stage.workload().transactions(20);
		this.stage.awaitElasticsearch();
		this.stage.awaitHandlers();
		if (durable) {
			// Longer than any command waits for its answer.
			Writers.pass(6000);
		}
		server.resume();
		this.stage.awaitAll();
	}

	@Test
	void theApplicationIsPaused() {
		this.stage.workload().transactions(3);
		this.stage.child.pause();
		this.stage.workload().transactions(20);
		this.stage.child.resume();
		this.stage.awaitAll();
	}

}
