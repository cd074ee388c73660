package io.github.canalspring.fuzz;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import io.github.canalspring.servers.DatabaseServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs seeds: a few small ones, or with {@code -Dfuzz.minutes=N} as many large ones as
 * the time allows, from {@code -Dfuzz.from=SEED} on, or with {@code -Dfuzz.seed=SEED}
 * that one.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class FuzzContract {

	private static final Logger logger = LoggerFactory.getLogger(FuzzContract.class);

	private static final int SEEDS = 4;

	private static final int SMALL = 60;

	private static final int LARGE = 250;

	private @Nullable DatabaseServer started;

	/** Waits for the disk, as what was read must survive the server's end. */
	abstract DatabaseServer.Builder server();

	@BeforeAll
	void start() {
		this.started = server().option("--sync-binlog=1").option("--innodb-flush-log-at-trx-commit=1").start();
	}

	@AfterAll
	void stop() {
		if (this.started != null) {
			this.started.close();
		}
	}

	@Test
	void whatIsReadIsWhatTheTablesHold() {
		Long only = Long.getLong("fuzz.seed");
		long minutes = Long.getLong("fuzz.minutes", 0);
		int transactions = Integer.getInteger("fuzz.transactions", (minutes > 0) ? LARGE : SMALL);
		long seed = (only != null) ? only : Long.getLong("fuzz.from", 1);
		Instant begin = Instant.now();
		int runs = 0;
		long changes = 0;
		boolean more = true;
		while (more) {
			changes += run(seed++, transactions);
			runs++;
			more = only == null
					&& ((minutes > 0) ? Instant.now().isBefore(begin.plus(Duration.ofMinutes(minutes))) : runs < SEEDS);
		}
		logger.info("{} seeds, {} changes in {}", runs, changes, Duration.between(begin, Instant.now()));
	}

	private long run(long seed, int transactions) {
		DatabaseServer server = this.started;
		try {
			FuzzRun run = new FuzzRun(Objects.requireNonNull(server), seed, transactions);
			run.run();
			return run.changes();
		}
		catch (Exception | AssertionError ex) {
			throw new AssertionError("Run this seed again with: mvn verify -pl canal-spring-boot-autoconfigure -am "
					+ "-Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=" + getClass().getSimpleName()
					+ " -Dfailsafe.failIfNoSpecifiedTests=false -Dfuzz.seed=" + seed + " -Dfuzz.transactions="
					+ transactions + "\n" + ex.getMessage(), ex);
		}
	}

}
