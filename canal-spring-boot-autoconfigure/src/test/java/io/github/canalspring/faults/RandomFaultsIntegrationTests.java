package io.github.canalspring.faults;

import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Anything happens at any time while two write without a break. What happens follows from
 * {@code -Dfaults.seed}; how long it lasts, from {@code -Dfaults.rounds}.
 */
@Timeout(600)
class RandomFaultsIntegrationTests {

	private static final int ROUNDS = Integer.getInteger("faults.rounds", 20);

	private final Stage stage = Stage.get();

	private final Random random = new Random(this.stage.seed());

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
	void faultsAtRandom() {
		try (Writers writers = new Writers(this.stage.workloads)) {
			for (int round = 0; round < ROUNDS; round++) {
				writers.awaitProgress(1 + this.random.nextInt(20));
				fault();
			}
		}
		this.stage.calm();
		this.stage.awaitAll();
	}

	private void fault() {
		List<Proxy> proxies = this.stage.proxies();
		Proxy proxy = proxies.get(this.random.nextInt(proxies.size()));
		switch (this.random.nextInt(10)) {
			case 0 -> this.stage.child.kill();
			case 1 -> {
				this.stage.child.pause();
				pass();
				this.stage.child.resume();
			}
			case 2 -> proxies.forEach(Proxy::cut);
			case 3 -> proxy.halfOpen();
			case 4, 5 -> {
				proxy.refuse();
				pass();
				proxy.accept();
			}
			default -> proxy.cut();
		}
		this.stage.child.start();
	}

	private void pass() {
		Writers.pass(this.random.nextInt(500));
	}

}
