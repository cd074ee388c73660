package io.github.canalspring.source.mysql;

import java.util.List;
import java.util.Optional;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link MysqlChangeSource} with the server that {@code canal.mysql.home} names.
 */
class MysqlConfiguredSourceIntegrationTests extends BinlogSourceContract {

	@Override
	DatabaseServer.Builder server() {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configured();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mysql.home names no folder of a MySQL server");
		return server.orElseThrow();
	}

	@Test
	void gtidsMayHaveTags() {
		Assumptions.assumeFalse(fixture().server().isMariaDb() || fixture().server().version().startsWith("8.0")
				|| fixture().server().version().startsWith("5."), "Since MySQL 8.3");
		fixture().database("tagged");
		fixture().sql("CREATE TABLE tagged.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		fixture().sql("SET gtid_next='AUTOMATIC:shop'", "INSERT INTO tagged.t VALUES (1)",
				"INSERT INTO tagged.t VALUES (2)");
		fixture().sql("FLUSH BINARY LOGS", "INSERT INTO tagged.t VALUES (3)");
		List<ChangeBatch> batches = fixture().readAll(source, start, in("tagged"))
			.stream()
			.filter((batch) -> !batch.changes().isEmpty())
			.toList();
		assertThat(changes(batches)).extracting(Change::gtid).satisfies((gtids) -> {
			assertThat(gtids.get(0)).endsWith(":shop:1");
			assertThat(gtids.get(1)).endsWith(":shop:2");
			assertThat(gtids.get(2)).doesNotContain("shop");
		});
		assertThat(((BinlogPosition) batches.get(2).position()).gtids())
			.isEqualTo(((BinlogPosition) source.latest()).gtids());
		for (int done = 1; done < 3; done++) {
			Position position = batches.get(done - 1).position();
			Position byGtids = source.resolve(new StartFrom.At(String.valueOf(((BinlogPosition) position).gtids())));
			for (Position from : List.of(source.position(position.text()), byGtids)) {
				assertThat(changes(fixture().readAll(source, from, in("tagged")))).as("from " + from.text())
					.hasSize(3 - done);
			}
		}
	}

}
