package io.github.canalspring.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application is killed when Redis has what could be written of many transactions,
 * and neither is the rest parked nor the position kept.
 */
@Timeout(240)
class RefusalFaultsIntegrationTests {

	private static final List<String> SETS = IntStream.range(0, Workload.CATEGORIES)
		.mapToObj((category) -> "stock:" + category)
		.toList();

	private final Stage stage = Stage.get();

	/** Something there keeps the file of what is parked from being written. */
	private final Path parked = this.stage.handlersPosition().resolveSibling("shop-redis-parked.records");

	@BeforeEach
	void begin() {
		this.stage.calm();
		// An empty Redis is as it should be before the application has come to it, too.
		this.stage.workload().transactions(10);
		this.stage.awaitAll();
	}

	@AfterEach
	void mend() throws IOException {
		this.stage.calm();
		allowParking();
		if (this.stage.redis().isRunning()) {
			try (RedisCopies copies = new RedisCopies(this.stage.redis())) {
				copies.clear("stock:*");
			}
		}
		// What was in the sets before is in no change.
		this.stage.child.tell("resync shop.product redis");
		this.stage.awaitAll();
	}

	@Test
	void killedBetweenWhatCouldBeWrittenAndThePosition() throws IOException {
		try (RedisLook look = new RedisLook(this.stage); RedisCopies copies = new RedisCopies(this.stage.redis())) {
			applyAtOnce(30, copies);
			try (Watch watch = new Watch("Redis", look)) {
				this.stage.child.kill();
				allowParking();
				Writers.pass(100);
				long looks = watch.looks();
				this.stage.redisProxy.delay(Duration.ofMillis(20));
				String position = position(copies);
				this.stage.child.start();
				Judge.awaitNone(Stage.PATIENCE,
						() -> position.equals(position(copies)) ? List.of("still at " + position) : List.of(),
						this.stage.child::output);
				assertThat(watch.looks()).isGreaterThan(looks);
				assertThat(watch.findings()).as("What went back to an older version of its row").isEmpty();
			}
		}
	}

	/** So many transactions, some of which cannot be written in full. */
	private void applyAtOnce(int transactions, RedisCopies copies) throws IOException {
		Files.createDirectories(this.parked);
		Rule hold = Rule.holdRequest("EXEC\r\n", 1);
		this.stage.redisProxy.add(hold);
		this.stage.child.tell("resync shop.category redis");
		Awaitility.await().atMost(Stage.PATIENCE).until(hold::hasRun);
		SETS.forEach((key) -> copies.commands().set(key, "somebody's"));
		this.stage.workload().transactions(transactions);
		// Until the application has read them.
		this.stage.awaitElasticsearch();
		this.stage.redisProxy.clearRules();
		Judge.awaitNone(Stage.PATIENCE,
				() -> this.stage.judge.redis(this.stage.redisServers(), (key) -> key.startsWith("product:")),
				this.stage.child::output);
	}

	private static String position(RedisCopies copies) {
		return String.valueOf(copies.commands().get("canal:{shop}:redis:position"));
	}

	private void allowParking() throws IOException {
		if (Files.isDirectory(this.parked)) {
			Files.delete(this.parked);
		}
	}

}
