package io.github.canalspring.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import io.github.canalspring.snapshot.SnapshotSource;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.subscription.SubscriptionSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link SubscriptionSettings}.
 */
class SubscriptionSettingsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class))
		.withPropertyValues("canal.server.ip=127.0.0.1", "canal.server.user-name=canal");

	@Test
	void aTableLetsTheSourceFollowIt() {
		this.runner
			.run((context) -> assertThat(context.getBean(ChangeSource.class)).isInstanceOf(SnapshotSource.class));
		this.runner.withPropertyValues("canal.subscription.table=sys.config", "canal.subscription.backfill=true")
			.run((context) -> assertThat(context.getBean(ChangeSource.class)).isInstanceOf(SubscriptionSource.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			config    |       | MYSQL | is not the full name of a table
			sys.*     |       | MYSQL | it has to be one table
			' '       |       | MYSQL | not set. Write one, such as baker_sys_canal.baker_canal_config
			          | false | MYSQL | canal.subscription.table is not set
			sys.config|       | CANAL | not possible with a Canal server""")
	void refusesWhatCannotBe(String table, String backfill, String type, String message) {
		Map<String, String> properties = new HashMap<>(Map.of("canal.server.type", type));
		if (table != null) {
			properties.put("canal.subscription.table", table);
		}
		if (backfill != null) {
			properties.put("canal.subscription.backfill", backfill);
		}
		this.runner
			.withPropertyValues(properties.entrySet()
				.stream()
				.map((property) -> property.getKey() + "=" + property.getValue())
				.toArray(String[]::new))
			.run((context) -> assertThatThrownBy(() -> context.getBean(ChangeSource.class))
				.hasRootCauseInstanceOf(InvalidPropertyException.class)
				.hasStackTraceContaining(message));
	}

	@Test
	void topicsHaveNoTables() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(CanalAutoConfiguration.class))
			.withPropertyValues("canal.server.type=kafka", "canal.subscription.table=sys.config")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidPropertyException.class)
				.hasStackTraceContaining("not possible with Kafka"));
	}

}
