package io.github.canalspring.source.mysql;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.describe;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static io.github.canalspring.source.mysql.SourceFixture.readUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds for XA transactions: their rows come once, where they are committed.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class XaContract {

	private @Nullable SourceFixture started;

	abstract DatabaseServer.Builder server();

	@BeforeAll
	void start() {
		this.started = new SourceFixture(server().start());
	}

	@AfterAll
	void stop() {
		if (this.started != null) {
			this.started.server().close();
		}
	}

	SourceFixture fixture() {
		assertThat(this.started).isNotNull();
		return this.started;
	}

	private void table(String database) {
		fixture().database(database);
		fixture().sql("CREATE TABLE " + database + ".t (id INT PRIMARY KEY, v VARCHAR(2000))");
	}

	void prepare(String xid, String... statements) {
		List<String> sql = new ArrayList<>(List.of("XA START " + xid));
		sql.addAll(List.of(statements));
		sql.addAll(List.of("XA END " + xid, "XA PREPARE " + xid));
		fixture().sql(sql.toArray(String[]::new));
	}

	/** With ids from a number on. */
	private static String rows(String database, int first, int count) {
		StringBuilder sql = new StringBuilder("INSERT INTO " + database + ".t VALUES ");
		for (int id = first; id < first + count; id++) {
			sql.append((id > first) ? ", " : "").append("(").append(id).append(", 'x')");
		}
		return sql.toString();
	}

	private static List<Object> ids(List<ChangeBatch> batches) {
		return changes(batches).stream().map((change) -> change.row().get("id")).toList();
	}

	/** Where there is nothing to deliver, positions may come one by one. */
	private static Position last(List<ChangeBatch> batches) {
		return batches.get(batches.size() - 1).position();
	}

	/**
	 * With small slices nothing fits into memory, and all is read again at the commit.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1 << 20, 300 })
	void rowsComeWithTheCommitFromEveryPosition(long sliceSize) {
		table("xa");
		MysqlChangeSource source = fixture().source(Duration.ofSeconds(15), 8 << 20, sliceSize);
		Position start = source.latest();
		prepare("'one','branch',7", rows("xa", 1, 5), "UPDATE xa.t SET v = 'y' WHERE id = 2");
		fixture().sql(rows("xa", 20, 1));
		prepare("'two'", rows("xa", 30, 2));
		prepare("'three'", rows("xa", 40, 3));
		fixture().sql("FLUSH BINARY LOGS", rows("xa", 50, 2), "XA ROLLBACK 'three'", "XA COMMIT 'two'",
				rows("xa", 40, 1), "FLUSH BINARY LOGS", "XA START 'four'", rows("xa", 60, 4), "XA END 'four'",
				"XA COMMIT 'four' ONE PHASE", "XA COMMIT 'one','branch',7", rows("xa", 70, 1));
		prepare("'two'", rows("xa", 80, 1));
		fixture().sql("XA COMMIT 'two'");
		List<ChangeBatch> batches = fixture().readAll(source, start, in("xa"));
		assertThat(ids(batches)).containsExactly(20, 50, 51, 30, 31, 40, 60, 61, 62, 63, 1, 2, 3, 4, 5, 2, 70, 80);
		assertThat(changes(batches)).extracting(Change::version).isSorted();
		assertThat(new HashSet<>(changes(batches).stream().map(Change::eventId).toList())).hasSize(18);
		assertThat(batches.get(batches.size() - 1).position().text()).doesNotContain("xa=");
		List<String> all = describe(batches);
		int done = 0;
		for (ChangeBatch batch : batches) {
			done += batch.changes().size();
			Position again = source.position(batch.position().text());
			assertThat(again).isEqualTo(batch.position());
			assertThat(again.neededSince() != null).isEqualTo(again.text().contains("xa="));
			assertThat(describe(fixture().readAll(source, again, in("xa")))).as("from " + again.text())
				.isEqualTo(all.subList(done, all.size()));
		}
	}

	@Test
	void theServerMayRestartInBetween() {
		table("restarted");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		prepare("'kept'", rows("restarted", 1, 3));
		try (ChangeStream stream = source.open("restarted", start, in("restarted"))) {
			Position prepared = last(readUntil(stream, start, source.latest()));
			assertThat(prepared.text()).contains("xa=6b657074..1/");
			fixture().server().kill();
			fixture().server().start();
			fixture().sql(rows("restarted", 10, 1), "XA COMMIT 'kept'");
			assertThat(ids(readUntil(stream, prepared, source.latest()))).containsExactly(10, 1, 2, 3);
			assertThat(ids(fixture().readAll(source, source.position(prepared.text()), in("restarted"))))
				.containsExactly(10, 1, 2, 3);
		}
	}

	@Test
	void whatWasPreparedBeforeTheStartIsFound() {
		table("early");
		prepare("'early'", rows("early", 1, 2));
		fixture().sql("FLUSH BINARY LOGS", rows("early", 10, 1), "FLUSH BINARY LOGS", rows("early", 11, 1));
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		prepare("'late'", rows("early", 3, 1));
		fixture().sql("XA COMMIT 'early'", "XA COMMIT 'late'");
		assertThat(ids(fixture().readAll(source, start, in("early")))).containsExactly(1, 2, 3);
	}

	@Test
	void whatIsPurgedIsNotLeftOut() {
		table("purged");
		MysqlChangeSource source = fixture().source();
		Position before = source.latest();
		prepare("'gone'", rows("purged", 1, 2));
		Position prepared;
		try (ChangeStream stream = source.open("purged", before, in("purged"))) {
			prepared = last(readUntil(stream, before, source.latest()));
		}
		fixture().sql("FLUSH BINARY LOGS", rows("purged", 10, 1));
		BinlogPosition start = (BinlogPosition) source.latest();
		fixture().purge();
		fixture().sql("XA COMMIT 'gone'");
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> SourceFixture.readUntilFailure(source, start, in("purged")))
			.withMessageContaining("676f6e65..1");
		BinlogPosition kept = start.withPrepared(((BinlogPosition) prepared).prepared());
		assertThatExceptionOfType(BinlogPurgedException.class)
			.isThrownBy(() -> SourceFixture.readUntilFailure(source, kept, in("purged")));
		fixture().sql("DROP DATABASE purged");
	}

}
