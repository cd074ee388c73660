package io.github.canalspring.source.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

import org.springframework.test.util.ReflectionTestUtils;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.describe;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static io.github.canalspring.source.mysql.SourceFixture.readUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What holds for the binlog of every server.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class BinlogSourceContract {

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

	@Test
	void everyPositionContinuesWithExactlyTheRest() {
		fixture().database("steps");
		MysqlChangeSource source = fixture().source(Duration.ofSeconds(15), 8 << 20, 600);
		Position start = source.latest();
		workload("steps");
		List<ChangeBatch> batches = fixture().readAll(source, start, in("steps"));
		List<String> all = describe(batches);
		assertThat(all).hasSize(42);
		assertThat(new HashSet<>(changes(batches).stream().map(Change::eventId).toList())).hasSize(42);
		List<Position> positions = new ArrayList<>(List.of(start));
		batches.forEach((batch) -> positions.add(batch.position()));
		assertThat(positions.stream().map(Position::version)).isSorted();
		int done = 0;
		for (int index = 0; index < positions.size(); index++) {
			done += (index > 0) ? batches.get(index - 1).changes().size() : 0;
			Position again = source.position(positions.get(index).text());
			assertThat(again).isEqualTo(positions.get(index));
			assertThat(describe(fixture().readAll(source, again, in("steps")))).as("from " + again.text())
				.isEqualTo(all.subList(done, all.size()));
		}
	}

	private void workload(String database) {
		fixture().sql("USE " + database, "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(100))",
				"CREATE TABLE u (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
				"UPDATE t SET v = 'c'", "BEGIN", "INSERT INTO u VALUES (1)",
				"INSERT INTO t SELECT 10 + seq.n, REPEAT('x', 50) FROM (SELECT a.n + 5 * b.n AS n FROM (SELECT 0 n UNION SELECT 1 "
						+ "UNION SELECT 2 UNION SELECT 3 UNION SELECT 4) a, (SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION "
						+ "SELECT 3) b) seq",
				"UPDATE t SET v = 'd' WHERE id < 20", "COMMIT", "FLUSH LOGS", "CREATE TABLE x (id INT PRIMARY KEY)",
				"DELETE FROM t WHERE id IN (1, 2)", "BEGIN", "INSERT INTO x VALUES (1)", "SAVEPOINT s",
				"INSERT INTO x VALUES (2)", "ROLLBACK TO s", "INSERT INTO x VALUES (3)", "COMMIT", "BEGIN",
				"INSERT INTO x VALUES (4)", "ROLLBACK", "ALTER TABLE x ADD COLUMN y INT", "INSERT INTO x VALUES (5, 6)",
				"DROP TABLE u");
	}

	@Test
	void startsAtGtidSets() {
		fixture().database("gtids");
		MysqlChangeSource source = fixture().source();
		fixture().sql("CREATE TABLE gtids.t (id INT PRIMARY KEY)", "INSERT INTO gtids.t VALUES (1)");
		BinlogPosition position = (BinlogPosition) source.latest();
		fixture().sql("INSERT INTO gtids.t VALUES (2)", "FLUSH LOGS", "INSERT INTO gtids.t VALUES (3)");
		Position start = source.resolve(new StartFrom.At(String.valueOf(position.gtids())));
		List<ChangeBatch> batches = fixture().readAll(source, start, in("gtids"));
		assertThat(changes(batches)).extracting((change) -> change.row().get(0)).containsExactly(2, 3);
		int done = 0;
		for (ChangeBatch batch : batches) {
			done += batch.changes().size();
			assertThat(changes(fixture().readAll(source, source.position(batch.position().text()), in("gtids"))))
				.as("from " + batch.position().text())
				.hasSize(2 - done);
		}
		BinlogPosition end = (BinlogPosition) batches.get(batches.size() - 1).position();
		assertThat(end.gtids()).isEqualTo(((BinlogPosition) source.latest()).gtids());
		assertThat(source.resolve(new StartFrom.At(String.valueOf(end.gtids()))).version())
			.isEqualTo(source.latest().version());
	}

	@Test
	void latestIsReachedWhateverIsWritten() {
		MysqlChangeSource source = fixture().source();
		fixture().database("idle");
		Position start = source.latest();
		try (ChangeStream stream = source.open("idle", start, in("nothing"))) {
			for (String sql : List.of("FLUSH LOGS", "CREATE TABLE idle.t (id INT PRIMARY KEY)",
					"INSERT INTO idle.t VALUES (1)", "FLUSH BINARY LOGS", "ANALYZE TABLE idle.t")) {
				fixture().sql(sql);
				assertThat(changes(readUntil(stream, start, source.latest()))).isEmpty();
			}
		}
		Position latest = source.latest();
		fixture().sql("FLUSH BINARY LOGS");
		assertThat(fixture().readAll(source, latest, in("nothing"))).isNotEmpty();
	}

	@Test
	void largeTransactionsComeInSlices() {
		fixture().database("giant");
		fixture().sql("CREATE TABLE giant.t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(200))");
		MysqlChangeSource source = fixture().source(Duration.ofSeconds(15), 256 << 10, 64 << 10);
		Position start = source.latest();
		List<String> sql = new ArrayList<>(List.of("BEGIN", "INSERT INTO giant.t (v) VALUES (REPEAT('x', 150))"));
		for (int doubled = 0; doubled < 13; doubled++) {
			sql.add("INSERT INTO giant.t (v) SELECT v FROM giant.t");
		}
		sql.add("COMMIT");
		fixture().sql(sql.toArray(String[]::new));
		List<ChangeBatch> batches = fixture().readAll(source, start, in("giant"));
		assertThat(changes(batches)).hasSize(8192);
		assertThat(batches).hasSizeGreaterThan(20).allMatch((batch) -> batch.bytes() < 70 << 10);
		assertThat(new HashSet<>(changes(batches).stream().map((change) -> change.row().get(0)).toList()))
			.hasSize(8192);
		int middle = batches.size() / 2;
		List<ChangeBatch> rest = fixture().readAll(source, source.position(batches.get(middle).position().text()),
				in("giant"));
		assertThat(describe(rest)).isEqualTo(describe(batches.subList(middle + 1, batches.size())));
	}

	@Test
	void slowReadersHoldTheServerBack() throws Exception {
		fixture().database("slow");
		// What sessions ask for themselves counts: else the server would give up.
		fixture().sql("CREATE TABLE slow.t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGTEXT)",
				"SET GLOBAL net_write_timeout=1");
		MysqlChangeSource source = fixture().source(Duration.ofSeconds(2), 1 << 20, 64 << 10);
		Position start = source.latest();
		try (ChangeStream stream = source.open("slow", start, in("slow"))) {
			for (int row = 0; row < 60; row++) {
				fixture().sql("INSERT INTO slow.t (v) VALUES (REPEAT('x', 400000))");
			}
			List<ChangeBatch> first = stream.poll(Duration.ofSeconds(5));
			assertThat(changes(first)).hasSizeLessThan(10);
			Instant end = Instant.now().plusMillis(2500);
			Awaitility.await().until(() -> Instant.now().isAfter(end));
			assertThat(stream.disconnected()).isNull();
			List<ChangeBatch> rest = readUntil(stream, start, source.latest());
			assertThat(changes(first).size() + changes(rest).size()).isEqualTo(60);
		}
		finally {
			fixture().sql("SET GLOBAL net_write_timeout=60");
		}
	}

	@Test
	void unwantedTablesAreSkippedAndVersionsAreKept() {
		fixture().database("filtered");
		MysqlChangeSource source = fixture().source();
		fixture().sql("CREATE TABLE filtered.a (id INT PRIMARY KEY)", "CREATE TABLE filtered.b (id INT PRIMARY KEY)");
		Position start = source.latest();
		fixture().sql("INSERT INTO filtered.a VALUES (1)", "INSERT INTO filtered.b VALUES (1)", "FLUSH TABLES",
				"FLUSH LOGS", "INSERT INTO filtered.a VALUES (2)", "BEGIN", "INSERT INTO filtered.b VALUES (2)",
				"INSERT INTO filtered.a VALUES (3)", "COMMIT");
		List<TableId> asked = new ArrayList<>();
		List<Change> changes = changes(fixture().readAll(source, start, (table) -> {
			asked.add(table);
			return table.equals(new TableId("filtered", "a"));
		}));
		assertThat(changes).extracting((change) -> change.row().get(0)).containsExactly(1, 2, 3);
		assertThat(changes).allMatch((change) -> change.schema() == changes.get(0).schema());
		assertThat(asked.stream().filter((table) -> table.database().equals("filtered"))).hasSize(2);
	}

	@Test
	void connectsAgainWithoutLosingOrRepeating() {
		fixture().database("again");
		fixture().sql("CREATE TABLE again.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		try (ChangeStream stream = source.open("again", start, in("again"))) {
			List<Object> ids = new ArrayList<>();
			for (int round = 0; round < 5; round++) {
				for (int row = 0; row < 5; row++) {
					fixture().sql("INSERT INTO again.t VALUES (" + (round * 5 + row) + ")");
				}
				changes(readUntil(stream, start, source.latest())).forEach((change) -> ids.add(change.row().get(0)));
				if (round == 2) {
					fixture().server().kill();
					Awaitility.await().until(() -> stream.disconnected() != null);
					fixture().server().start();
				}
				else {
					killDumps();
				}
			}
			assertThat(ids).hasSize(25).doesNotHaveDuplicates();
			Awaitility.await().until(() -> stream.disconnected() == null);
		}
	}

	@Test
	void aReaderWithTheSameServerIdIsGivenWay() throws Exception {
		fixture().database("clash");
		fixture().sql("CREATE TABLE clash.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		DatabaseServer server = fixture().server();
		BinaryLogClient other = new BinaryLogClient(server.host(), server.port(), server.canalUser(),
				server.canalPassword());
		other.setKeepAlive(false);
		try (ChangeStream stream = source.open("clash", start, in("clash"))) {
			fixture().sql("INSERT INTO clash.t VALUES (1)");
			List<ChangeBatch> batches = readUntil(stream, start, source.latest());
			Object id = Objects.requireNonNull(ReflectionTestUtils.getField(stream, "serverId"));
			other.setServerId((long) id);
			other.connect(10_000);
			Awaitility.await().until(() -> !id.equals(ReflectionTestUtils.getField(stream, "serverId")));
			Awaitility.await().until(() -> stream.disconnected() == null);
			fixture().sql("INSERT INTO clash.t VALUES (2)");
			batches.addAll(readUntil(stream, start, source.latest()));
			assertThat(changes(batches)).extracting((change) -> change.row().get(0)).containsExactly(1, 2);
			assertThat(other.isConnected()).isTrue();
		}
		finally {
			other.disconnect();
		}
	}

	private void killDumps() {
		List<Long> threads = new ArrayList<>();
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			ResultSet processes = statement.executeQuery("SHOW PROCESSLIST");
			while (processes.next()) {
				if (processes.getString("Command").startsWith("Binlog Dump")) {
					threads.add(processes.getLong("Id"));
				}
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(threads).isNotEmpty();
		fixture().kill(threads);
	}

	@Test
	void aServerThatHangsIsNoticed() {
		fixture().database("hangs");
		fixture().sql("CREATE TABLE hangs.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture().source(Duration.ofSeconds(1), 8 << 20, 1 << 20);
		Position start = fixture().source().latest();
		try (ChangeStream stream = source.open("hangs", start, in("hangs"))) {
			Awaitility.await().until(() -> stream.disconnected() == null);
			fixture().server().pause();
			try {
				Awaitility.await().until(() -> stream.disconnected() != null);
			}
			finally {
				fixture().server().resume();
			}
			fixture().sql("INSERT INTO hangs.t VALUES (1)");
			assertThat(changes(readUntil(stream, start, fixture().source().latest()))).hasSize(1);
		}
	}

	@Test
	void anIdleConnectionStays() throws Exception {
		// Long enough for a machine that has other things to do.
		MysqlChangeSource source = fixture().source(Duration.ofSeconds(3), 8 << 20, 1 << 20);
		try (ChangeStream stream = source.open("idle", source.latest(), in("idle"))) {
			Awaitility.await().until(() -> stream.disconnected() == null);
			Instant end = Instant.now().plusSeconds(7);
			while (Instant.now().isBefore(end)) {
				stream.poll(Duration.ofMillis(50));
				assertThat(stream.disconnected()).isNull();
			}
		}
	}

	private void assertFails(MysqlChangeSource source, Position start, String database, String... texts) {
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> SourceFixture.readUntilFailure(source, start, in(database)))
			.satisfies((failure) -> assertThat(failure.getMessage() + " " + failure.remedy()).contains(texts));
	}

	@Test
	void whatCannotBeReadFailsWithTheReason() {
		fixture().database("refused");
		fixture().sql("CREATE TABLE refused.t (id INT PRIMARY KEY, v INT)", "INSERT INTO refused.t VALUES (1, 1)");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		fixture().sql("SET binlog_format=STATEMENT", "INSERT INTO refused.t VALUES (2, 2)");
		assertFails(source, start, "refused", "binlog_format=ROW", ((BinlogPosition) start).file());
		Position image = source.latest();
		fixture().sql("SET binlog_row_image=MINIMAL", "UPDATE refused.t SET v = 9");
		assertFails(source, image, "refused", "refused.t", "binlog_row_image=FULL");
	}

	@Test
	void unknownStartsFail() {
		MysqlChangeSource source = fixture().source();
		for (String text : List.of("no-such-file.000001:4", "nonsense", "3E11FA47-71CA-11E1-9E33")) {
			assertThatExceptionOfType(SourceException.class).as(text)
				.isThrownBy(() -> source.resolve(new StartFrom.At(text)));
		}
		BinlogPosition latest = (BinlogPosition) source.latest();
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> source.resolve(new StartFrom.At(latest.file() + ":" + (latest.offset() + 1000))));
		assertThatExceptionOfType(SourceException.class).isThrownBy(() -> source.position("a=b;c"));
		BinlogPosition gone = latest.at("no-such-file.000001", 4, null);
		assertFails(source, gone, "x", "no-such-file.000001");
		assertFails(source, latest.at(latest.file(), latest.offset() + 100_000, null), "x", latest.file());
		assertFails(source, latest.withServer("someone else").withGtids(null), "x", "is not the one");
	}

	@Test
	void purgedPositionsFail() {
		MysqlChangeSource source = fixture().source();
		fixture().database("purge_me");
		BinlogPosition old = (BinlogPosition) source.latest();
		fixture().sql("FLUSH BINARY LOGS", "CREATE DATABASE purge_you", "FLUSH BINARY LOGS");
		fixture().purge();
		assertFails(source, old, "x", "binlog_expire_logs_seconds");
		GtidSet gtids = old.gtids();
		assertThat(gtids).isNotNull();
		assertFails(source, source.resolve(new StartFrom.At(gtids.toString())), "x", "binlog_expire_logs_seconds");
		assertThat(changes(fixture().readAll(source, source.resolve(new StartFrom.Earliest()), in("x")))).isEmpty();
	}

	@Test
	void startsAtATime() {
		fixture().database("times");
		fixture().sql("CREATE TABLE times.t (id INT PRIMARY KEY)", "INSERT INTO times.t VALUES (1)");
		MysqlChangeSource source = fixture().source();
		Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
		Awaitility.await().until(() -> Instant.now().isAfter(second));
		fixture().sql("INSERT INTO times.t VALUES (2)", "FLUSH LOGS", "INSERT INTO times.t VALUES (3)", "FLUSH LOGS");
		Position start = source.resolve(new StartFrom.Timestamp(second));
		assertThat(changes(fixture().readAll(source, start, in("times")))).extracting((change) -> change.row().get(0))
			.containsExactly(2, 3);
		Instant future = Instant.now().plusSeconds(100);
		assertThat(source.resolve(new StartFrom.Timestamp(future)).version()).isEqualTo(source.latest().version());
		Position first = source.resolve(new StartFrom.Timestamp(Instant.EPOCH));
		assertThat(changes(fixture().readAll(source, first, in("times")))).hasSize(3);
	}

	@Test
	void setupsThatLoseChangesAreRefused() {
		MysqlChangeSource source = fixture().source();
		fixture().database("checked");
		fixture().sql("CREATE TABLE checked.product (id INT PRIMARY KEY)");
		source.check(List.of(new TableId("checked", "product")));
		assertRefused(source, "checked.product", new TableId("checked", "produkt"));
		assertRefused(source, "no table", new TableId("checked", "something_else"));
		for (String[] setting : new String[][] { { "binlog_format", "ROW", "STATEMENT" },
				{ "binlog_row_image", "FULL", "MINIMAL" } }) {
			fixture().sql("SET GLOBAL " + setting[0] + "='" + setting[2] + "'");
			try {
				assertRefused(source, "SET GLOBAL " + setting[0] + "='" + setting[1] + "'");
			}
			finally {
				fixture().sql("SET GLOBAL " + setting[0] + "='" + setting[1] + "'");
			}
		}
		fixture().sql("DROP USER IF EXISTS poor@'%'", "CREATE USER poor@'%' IDENTIFIED BY 'poor'");
		MysqlChangeSource poor = source("poor", "poor", fixture().server().port());
		assertRefused(poor, "GRANT REPLICATION SLAVE ON *.* TO 'poor'@'%'");
		assertRefused(poor, "GRANT REPLICATION CLIENT ON *.* TO 'poor'@'%'");
		assertRefused(poor, "GRANT SELECT", new TableId("checked", "product"));
		fixture().sql("GRANT SELECT, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO poor@'%'");
		poor.check(List.of(new TableId("checked", "product")));
		assertRefused(source("canal", "wrong", fixture().server().port()), "canal.server.user-pass");
		assertThatExceptionOfType(SourceUnreachableException.class)
			.isThrownBy(() -> source("canal", "canal", 1).check(List.of()))
			.withMessageContaining("127.0.0.1:1");
	}

	@Test
	void aWrongPasswordIsToldWhileItIsTriedAgain() {
		try (ChangeStream stream = source("canal", "wrong", fixture().server().port()).open("wrong",
				fixture().source().latest(), in("x"))) {
			Awaitility.await()
				.until(() -> stream.disconnected() != null && stream.disconnected().contains("canal.server.user-pass"));
		}
	}

	private MysqlChangeSource source(String user, String password, int port) {
		return new MysqlChangeSource(
				new MysqlConnection(List.of(new HostPort(fixture().server().host(), port)), user, password));
	}

	private static void assertRefused(MysqlChangeSource source, String text, TableId... tables) {
		assertThatExceptionOfType(SourceException.class).isThrownBy(() -> source.check(List.of(tables)))
			.satisfies((failure) -> assertThat(failure.getMessage() + " " + failure.remedy()).contains(text));
	}

	@Test
	void transactionsTellWhatTheyHaveInCommon() {
		fixture().database("common");
		fixture().sql("CREATE TABLE common.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		Instant before = Instant.now().minusSeconds(2);
		fixture().sql("INSERT INTO common.t VALUES (1), (2)");
		List<ChangeBatch> batches = fixture().readAll(source, start, in("common"));
		List<Change> changes = changes(batches);
		assertThat(changes).hasSize(2).allMatch((change) -> change.operation() == Operation.INSERT);
		Change change = changes.get(0);
		assertThat(change.committedAt()).isBetween(before, Instant.now().plusSeconds(1));
		assertThat(change.gtid()).isNotNull();
		assertThat(change.eventId()).isEqualTo(change.gtid() + "#0");
		assertThat(change.position()).isEqualTo(start.toString());
		assertThat(change.version()).isGreaterThan(start.version()).isLessThanOrEqualTo(source.latest().version());
		Set<Object> kept = new HashSet<>(changes.stream().map(Change::transaction).toList());
		assertThat(kept).hasSize(1);
	}

	@Test
	void compressedTransactionsAreRead() {
		fixture().database("compressed");
		fixture().sql("CREATE TABLE compressed.t (id INT PRIMARY KEY, v TEXT)");
		boolean mariadb = fixture().server().isMariaDb();
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		if (mariadb) {
			fixture().sql("SET GLOBAL log_bin_compress=ON", "SET GLOBAL log_bin_compress_min_len=10");
		}
		else if (fixture().server().version().startsWith("8.0.1")) {
			return;
		}
		try {
			fixture().sql(mariadb ? "DO 1" : "SET binlog_transaction_compression=ON", "BEGIN",
					"INSERT INTO compressed.t VALUES (1, REPEAT('x', 1000)), (2, REPEAT('y', 1000))",
					"UPDATE compressed.t SET v = REPEAT('z', 1000) WHERE id = 2", "COMMIT",
					"INSERT INTO compressed.t VALUES (3, 'a')");
			List<Change> changes = changes(fixture().readAll(source, start, in("compressed")));
			assertThat(changes).extracting((change) -> change.row().getString("v"))
				.containsExactly("x".repeat(1000), "y".repeat(1000), "z".repeat(1000), "a");
		}
		finally {
			if (mariadb) {
				fixture().sql("SET GLOBAL log_bin_compress=OFF");
			}
		}
	}

	@Test
	void checksumsMayBeSwitched() {
		fixture().database("checksums");
		fixture().sql("CREATE TABLE checksums.t (id INT PRIMARY KEY)");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		try {
			fixture().sql("INSERT INTO checksums.t VALUES (1)", "SET GLOBAL binlog_checksum=NONE",
					"INSERT INTO checksums.t VALUES (2)");
			assertThat(changes(fixture().readAll(source, start, in("checksums")))).hasSize(2);
		}
		finally {
			fixture().sql("SET GLOBAL binlog_checksum=CRC32");
		}
		fixture().sql("INSERT INTO checksums.t VALUES (3)");
		assertThat(changes(fixture().readAll(source, start, in("checksums")))).hasSize(3);
	}

	@Test
	void closesAtOnceInEveryState() throws Exception {
		MysqlChangeSource source = fixture().source(Duration.ofSeconds(15), 1, 1);
		fixture().database("closed");
		Position start = source.latest();
		fixture().sql("CREATE TABLE closed.t (id INT PRIMARY KEY)", "INSERT INTO closed.t VALUES (1), (2), (3)");
		ChangeStream full = source.open("full", start, in("closed"));
		Awaitility.await().until(() -> full.disconnected() == null);
		full.close();
		source.open("new", start, in("closed")).close();
		ChangeStream reading = source.open("reading", source.latest(), in("closed"));
		Awaitility.await().until(() -> reading.disconnected() == null);
		reading.close();
		assertThat(Thread.getAllStackTraces().keySet())
			.noneMatch((thread) -> thread.getName().startsWith("canal-binlog"));
		assertThat(reading.poll(Duration.ofMillis(1))).isEmpty();
	}

	@Test
	void tableNumbersMayBeGivenAnew() {
		fixture().database("numbers");
		fixture().sql("CREATE TABLE numbers.t (id INT PRIMARY KEY, e ENUM('a', 'b'))");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		fixture().sql("INSERT INTO numbers.t VALUES (1, 'b')",
				"ALTER TABLE numbers.t MODIFY e ENUM('c', 'd') NULL, ADD COLUMN x INT FIRST"
					.replace("MODIFY e ENUM('c', 'd') NULL, ", ""),
				"INSERT INTO numbers.t (id, e) VALUES (2, 'a')");
		List<Change> changes = changes(fixture().readAll(source, start, in("numbers")));
		assertThat(changes.get(0).row().asMap()).containsOnlyKeys("id", "e").containsEntry("e", "b");
		assertThat(changes.get(1).row().asMap()).containsOnlyKeys("x", "id", "e").containsEntry("e", "a");
		assertThat(changes.get(1).schema().column("E")).isNotNull()
			.satisfies((column) -> assertThat(column.type()).isEqualTo(ColumnType.ENUM))
			.satisfies((column) -> assertThat(column.labels()).containsExactly("a", "b"));
	}

	@FunctionalInterface
	private interface ThrowingRunnable {

		void run() throws Exception;

	}

}
