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

	/** What begins the answer to EXEC, and no other. */
	private static final String EXEC_ANSWER = "+QUEUED\r\n*";

	private static final String BULK = "POST /_bulk";

	/** What asks for the binlog names its file, and nothing else does. */
	private static final String BINLOG = "binlog.0000";

	private static final String CHECKPOINT = "PUT /canal-checkpoint/_doc";

	/** At how many occurrences of each: more takes longer. */
	private static final int NUMBERS = Integer.getInteger("faults.numbers", 2);

	private final Stage stage = Stage.get();

	@BeforeEach
	@AfterEach
	void calm() {
		this.stage.calm();
	}

	static Stream<Arguments> killedAtRequests() {
		List<Arguments> places = new ArrayList<>();
		for (int number = 1; number <= NUMBERS; number++) {
			places.add(Arguments.of("redis", true, Moment.BEFORE, "EXEC\r\n", number));
			places.add(Arguments.of("redis", false, Moment.BEFORE, EXEC_ANSWER, number));
			places.add(Arguments.of("elasticsearch", true, Moment.BEFORE, BULK, number));
			places.add(Arguments.of("elasticsearch", true, Moment.BEFORE_ANSWER, BULK, number));
			places.add(Arguments.of("elasticsearch", true, Moment.BEFORE, CHECKPOINT, number));
			places.add(Arguments.of("elasticsearch", true, Moment.BEFORE_ANSWER, CHECKPOINT, number));
		}
		places.add(Arguments.of("redis", true, Moment.AFTER, "EXEC\r\n", NUMBERS));
		places.add(Arguments.of("redis", false, Moment.AFTER, EXEC_ANSWER, NUMBERS));
		places.add(Arguments.of("elasticsearch", true, Moment.AFTER_ANSWER, BULK, NUMBERS));
		places.add(Arguments.of("elasticsearch", true, Moment.AFTER_ANSWER, CHECKPOINT, NUMBERS));
		places.add(Arguments.of("database", true, Moment.BEFORE_ANSWER, BINLOG, 1));
		return places.stream();
	}

	@ParameterizedTest
	@MethodSource
	void killedAtRequests(String server, boolean request, Moment moment, String text, int number) {
		this.stage.awaitAll();
		Proxy proxy = this.stage.proxy(server);
		Rule rule = request ? Rule.onRequest(moment, text, number, this.stage.child::kill)
				: Rule.onReply(moment, text, number, this.stage.child::kill);
		proxy.add(rule);
		if (server.equals("database")) {
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
