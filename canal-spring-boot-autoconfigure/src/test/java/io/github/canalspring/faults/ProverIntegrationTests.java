package io.github.canalspring.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The promise, proved: rows are written without a break while anything fails at any time,
 * and no copy ever goes back to an older version of its row; then it becomes quiet, and
 * every copy is what its row is. One seed each time, or with {@code -Dprover.minutes=N}
 * as many random ones as the time allows, or with {@code -Dprover.seed=SEED} that one.
 * {@code -Dprover.database=mysql} is for MySQL instead of MariaDB,
 * {@code -Dprover.metadata=minimal} for a binlog without column names.
 */
class ProverIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(ProverIntegrationTests.class);

	private static final long SEED = 1;

	/** Of one seed; not quite as many as there are kinds. */
	private static final int FAULTS = 28;

	/** Rows that always come and go may be looked for again and again. */
	private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

	/** How long nothing may come any more when all is as it should be. */
	private static final Duration QUIET = Duration.ofMillis(500);

	private final Stage stage = Stage.get();

	private int faults;

	private long looks;

	private long checks;

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
	void copiesAreRightAndNeverGoBack() {
		Instant begin = Instant.now();
		long compared = this.stage.judge.compared();
		int changes = changes();
		int runs = 0;
		for (long seed : (Iterable<Long>) seeds(begin)::iterator) {
			runAndTellHowToRepeat(seed);
			runs++;
			logger.info("{} runs, {} faults, {} changes, {} copies compared, {} times looked, {} versions checked, {}",
					runs, this.faults, changes() - changes, this.stage.judge.compared() - compared, this.looks,
					this.checks, Duration.between(begin, Instant.now()));
		}
	}

	private static Stream<Long> seeds(Instant begin) {
		long minutes = Long.getLong("prover.minutes", 0);
		if (minutes == 0) {
			return Stream.of(Long.getLong("prover.seed", SEED));
		}
		Instant end = begin.plus(Duration.ofMinutes(minutes));
		return Stream.generate(() -> System.nanoTime() % 1_000_000_000)
			.takeWhile((seed) -> Instant.now().isBefore(end));
	}

	private int changes() {
		return this.stage.workloads.stream().mapToInt(Workload::changes).sum();
	}

	private void runAndTellHowToRepeat(long seed) {
		logger.info("Seed {} {}", seed, this.stage.variant);
		try {
			run(seed);
		}
		catch (RuntimeException | AssertionError ex) {
			throw new AssertionError("Run this seed again with: mvn verify -pl canal-spring-boot-autoconfigure -am "
					+ "-Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=ProverIntegrationTests "
					+ "-Dfailsafe.failIfNoSpecifiedTests=false -Dprover.seed=" + seed + " " + this.stage.variant + "\n"
					+ ex.getMessage(), ex);
		}
	}

	private void run(long seed) {
		Random random = new Random(seed);
		this.stage.seed(seed);
		ElasticsearchCopies documents = new ElasticsearchCopies(this.stage.elasticsearch);
		List<String> findings;
		try (RedisLook look = new RedisLook(this.stage);
				Watch redis = new Watch("Redis", look);
				Watch elasticsearch = new Watch("Elasticsearch", () -> documents.revisions(this.stage.workloads))) {
			disturb(redis, elasticsearch, random);
			this.stage.calm();
			this.stage.awaitAll();
			readAgain("redis", random);
			readAgain("elasticsearch", random);
			Writers.pass(QUIET.toMillis());
			this.stage.awaitAll();
			findings = Stream.concat(redis.findings().stream(), elasticsearch.findings().stream()).toList();
			this.looks += redis.looks() + elasticsearch.looks();
			this.checks += redis.checks() + elasticsearch.checks();
		}
		assertThat(findings).as("What went back to an older version of its row").isEmpty();
	}

	private void disturb(Watch redis, Watch elasticsearch, Random random) {
		try (Writers writers = new Writers(this.stage.workloads)) {
			Faults happening = new Faults(this.stage, writers, redis, elasticsearch, random.nextLong());
			for (int fault = 0; fault < FAULTS; fault++) {
				writers.awaitProgress(1 + random.nextInt(20));
				happening.awaitWork();
				happening.next();
			}
			this.faults += happening.count();
		}
	}

	/**
	 * Read all again while it is written, and stop writing the moment that it is done,
	 * what is left over included, or was long at it: what was spoilt is not mended by
	 * later changes. To compare the copies meanwhile finds no difference: there is none.
	 */
	private void readAgain(String pipeline, Random random) {
		long before = snapshots(pipeline);
		int verified = verifications(pipeline).size();
		AtomicInteger refused = new AtomicInteger(refusals(pipeline));
		try (Writers writers = new Writers(this.stage.workloads)) {
			writers.awaitProgress(1);
			this.stage.databaseProxy.delay(Duration.ofMillis(10 + random.nextInt(30)));
			this.stage.child.tell("resync shop.* " + pipeline);
			this.stage.child.tell("verify shop.* " + pipeline);
			Instant enough = Instant.now().plus(LONG_ENOUGH);
			Awaitility.await()
				.atMost(Stage.PATIENCE)
				.pollInterval(Duration.ofMillis(200))
				.until(() -> snapshots(pipeline) > before || Instant.now().isAfter(enough));
		}
		this.stage.calm();
		this.stage.awaitAll();
		Awaitility.await().atMost(Stage.PATIENCE).until(() -> {
			// As after any failure, such as a database that was too slow to answer.
			int refusals = refusals(pipeline);
			if (refusals > refused.getAndSet(refusals)) {
				this.stage.child.tell("verify shop.* " + pipeline);
			}
			return verifications(pipeline).size() > verified;
		});
		assertThat(verifications(pipeline).subList(verified, verified + 1)).as("What was taken for different")
			.allMatch((line) -> line.endsWith("consistent"));
	}

	private List<String> verifications(String pipeline) {
		return this.stage.child.lines("verify shop.* " + pipeline + ": ");
	}

	private int refusals(String pipeline) {
		return this.stage.child.lines("verify shop.* " + pipeline + " is not done: ").size();
	}

	private long snapshots(String pipeline) {
		return this.stage.child.lines("is done; since the start")
			.stream()
			.filter((line) -> line.contains(pipeline + ": snapshot of"))
			.count();
	}

}
