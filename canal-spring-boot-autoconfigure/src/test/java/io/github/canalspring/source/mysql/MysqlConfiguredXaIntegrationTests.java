package io.github.canalspring.source.mysql;

import java.util.Optional;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Position;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of XA transactions with the server that {@code canal.mysql.home} names.
 */
class MysqlConfiguredXaIntegrationTests extends XaContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configured();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mysql.home names no folder of a MySQL server");
		return server.orElseThrow();
	}

	@Test
	void compressedTransactionsArePreparedToo() {
		Assumptions.assumeFalse(fixture().server().isMariaDb());
		fixture().database("zipped");
		fixture().sql("CREATE TABLE zipped.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		fixture().sql("SET GLOBAL binlog_transaction_compression=ON");
		try {
			prepare("'zip'", "INSERT INTO zipped.t VALUES (1), (2)");
			Position prepared = source.latest();
			fixture().sql("XA COMMIT 'zip'", "XA START 'all'", "INSERT INTO zipped.t VALUES (3), (4)", "XA END 'all'",
					"XA COMMIT 'all' ONE PHASE");
			assertThat(changes(fixture().readAll(source, start, in("zipped")))).hasSize(4);
			assertThat(changes(fixture().readAll(source, prepared, in("zipped")))).hasSize(4);
		}
		finally {
			fixture().sql("SET GLOBAL binlog_transaction_compression=OFF");
		}
	}

}
