package io.github.canalspring.faults;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The database goes away, or the connections to it do.
 */
@Timeout(180)
class DatabaseFaultsIntegrationTests {

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
	void killedWhileItIsWrittenTo() {
		try (Writers writers = new Writers(this.stage.workloads)) {
			for (int times = 0; times < 2; times++) {
				writers.awaitProgress(10);
				this.stage.database.kill();
				this.stage.database.start();
			}
			writers.awaitProgress(10);
		}
		this.stage.awaitAll();
	}

	@Test
	void paused() {
		try (Writers writers = new Writers(this.stage.workloads)) {
			writers.awaitProgress(5);
			this.stage.database.pause();
			Writers.pass(4000);
			this.stage.database.resume();
			writers.awaitProgress(5);
		}
		this.stage.awaitAll();
	}

	@Test
	void connectionsAreCut() {
		try (Writers writers = new Writers(this.stage.workloads)) {
			for (int times = 0; times < 5; times++) {
				writers.awaitProgress(5);
				this.stage.databaseProxy.cut();
			}
		}
		this.stage.awaitAll();
	}

	@Test
	void connectionsAreRefusedForAWhile() {
		this.stage.databaseProxy.refuse();
		this.stage.workload().transactions(10);
		this.stage.child.kill();
		this.stage.child.start();
		Writers.pass(3000);
		this.stage.databaseProxy.accept();
		this.stage.awaitAll();
	}

	@Test
	void connectionsLookAliveButAreDead() {
		this.stage.workload().transactions(3);
		this.stage.proxies().forEach(Proxy::halfOpen);
		this.stage.workload().transactions(10);
		this.stage.awaitAll();
	}

}
