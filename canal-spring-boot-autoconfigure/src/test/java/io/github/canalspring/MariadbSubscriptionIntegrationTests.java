package io.github.canalspring;

import io.github.canalspring.Finding.Severity;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.SourceException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of a subscription table in MariaDB, and of what is the same on every server.
 */
class MariadbSubscriptionIntegrationTests extends SubscriptionContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mariadb();
	}

	@Test
	void whetherToFillIsTheUsersChoice() throws Exception {
		sql("INSERT INTO a VALUES (1, 1)", "INSERT INTO b VALUES (1, 1)", "INSERT INTO ab VALUES (1, 1)");
		subscribe("a", "111");
		this.context = runWithCopies("canal.subscription.backfill=false");
		awaitSynced();
		subscribe("b", "111");
		sql("INSERT INTO b VALUES (2, 2)");
		awaitSynced();
		assertCopyEquals("a");
		assertThat(redis().keys(this.db + ":b:*")).containsExactly(this.db + ":b:2");
		assertThat(this.received.events).containsExactly("INSERT b 2");
		this.context.close();
		this.context = run("canal.subscription.backfill=true");
		awaitSynced();
		sql("INSERT INTO subscriptions (db_name, tb_name) VALUES (DATABASE(), 'a*')");
		awaitSynced();
		// One handler wants existing rows; of a, which was subscribed, there are none.
		assertThat(this.received.events).containsExactly("INSERT b 2");
		assertThat(this.received.existing).containsExactly("INSERT ab 1");
	}

	@Test
	void wrongRowsAreToldAndTheRestGoesOn() throws Exception {
		subscribe("a", "110");
		subscribe("order_.*", "111");
		subscribe("none", "111");
		this.context = runWithCopies("test.named=" + this.db + ".c");
		awaitSynced();
		assertThat(operations().diagnose()).filteredOn((finding) -> finding.severity() != Severity.ERROR)
			.extracting(Finding::problem)
			.anyMatch((problem) -> problem.contains("id 2") && problem.contains("order_.*"))
			.anyMatch((problem) -> problem.contains("id 3") && problem.contains("no such table"))
			.anyMatch((problem) -> problem.contains(this.db + ".a") && problem.contains("redis")
					&& problem.contains("DELETE is not monitored"))
			.anyMatch((problem) -> problem.contains(this.db + ".c") && problem.contains("not subscribed"));
		assertThatIllegalArgumentException().isThrownBy(() -> operations().resync(this.db + ".c"))
			.withMessageContaining("not subscribed");
		sql("INSERT INTO a VALUES (1, 1)");
		subscribe("", "111");
		sql("INSERT INTO a VALUES (2, 1)");
		awaitSynced();
		assertThat(this.received.events).containsExactly("INSERT a 1", "INSERT a 2");
		assertThat(operations().diagnose()).anyMatch((finding) -> finding.problem().contains("id 4"));
	}

	@Test
	void aServerOfSeveralHasItsOwn() throws Exception {
		subscribe("a", "111");
		this.context = run("canal.servers.main.ip=" + this.database.host(),
				"canal.servers.main.port=" + this.database.port(),
				"canal.servers.main.user-name=" + this.database.canalUser(),
				"canal.servers.main.user-pass=" + this.database.canalPassword(),
				"canal.servers.main.subscription.table=" + this.config, "test.server=main",
				"canal.subscription.table=");
		sql("INSERT INTO a VALUES (1, 1)", "INSERT INTO b VALUES (1, 1)");
		awaitSynced();
		assertThat(this.received.events).containsExactly("INSERT a 1");
	}

	@Test
	void withoutTheTableTheApplicationDoesNotStart() {
		assertThatThrownBy(() -> run("canal.subscription.table=" + this.db + ".c"))
			.hasStackTraceContaining("db_name, tb_name")
			.extracting(NestedExceptionUtils::getMostSpecificCause,
					as(InstanceOfAssertFactories.type(SourceException.class)))
			.satisfies((failure) -> assertThat(failure.remedy()).contains("schema-mysql.sql"));
		assertThatThrownBy(() -> run("canal.subscription.table=" + this.db + ".none"))
			.hasStackTraceContaining("There is no subscription table " + this.db + ".none");
	}

}
