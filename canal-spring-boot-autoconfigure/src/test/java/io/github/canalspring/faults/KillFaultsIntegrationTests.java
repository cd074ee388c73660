package io.github.canalspring.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.canalspring.faults.Rule.Moment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application is killed at every step between a write and its checkpoint, and after
 * its restart everything is compared.
 */
@Timeout(180)
class KillFaultsIntegrationTests {

	/** At how many occurrences of each. */
	private static final int NUMBERS = 2;

	private final Stage stage = Stage.get();

	@BeforeEach
	@AfterEach
	void calm() {
		this.stage.calm();
	}

	static Stream<Arguments> killedAtRequests() {
		List<Arguments> places = new ArrayList<>();
		for (Step step : Step.WRITING) {
			boolean late = step.moment() == Moment.AFTER || step.moment() == Moment.AFTER_ANSWER;
			for (int number = late ? NUMBERS : 1; number <= NUMBERS; number++) {
				places.add(Arguments.of(step, number));
			}
		}
		places.add(Arguments.of(Step.CONNECTING, 1));
		return places.stream();
	}

	@ParameterizedTest
	@MethodSource
	void killedAtRequests(Step step, int number) {
		this.stage.awaitAll();
		Proxy proxy = this.stage.proxies(step.server()).get(0);
		Rule rule = step.rule(number, this.stage.child::kill);
		proxy.add(rule);
		if (step == Step.CONNECTING) {
			// So that the binlog is asked for.
			proxy.cut();
		}
		writeUntilDead();
		assertThat(rule.hasRun()).isTrue();
		restart();
	}

	@ParameterizedTest
	@ValueSource(strings = { "called:2", "handled:1", "handled:3", "saving:1", "saved:1" })
	void killedBetweenACallAndItsCheckpoint(String place) {
		this.stage.awaitAll();
		this.stage.child.kill();
		this.stage.child.start("--faults.halt=" + place);
		writeUntilDead();
		restart();
	}

	private void writeUntilDead() {
		Awaitility.await().atMost(Stage.PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
			this.stage.workload().transaction();
			return !this.stage.child.isAlive();
		});
	}

	private void restart() {
		this.stage.proxies().forEach(Proxy::clearRules);
		this.stage.workload().transactions(3);
		this.stage.child.start();
		this.stage.awaitAll();
	}

}
