package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.ChunkLimit;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableChunk;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableRows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link MysqlTableReader} on MariaDB and, where its folder is configured,
 * MySQL.
 */
class MysqlTableReaderIntegrationTests {

	private static final List<DatabaseServer> servers = new ArrayList<>();

	@BeforeAll
	static void startServers() {
		servers.add(DatabaseServer.mariadb().start());
		DatabaseServer.configured().ifPresent((builder) -> servers.add(builder.start()));
	}

	@AfterAll
	static void closeServers() {
		servers.forEach(DatabaseServer::close);
	}

	static Stream<DatabaseServer> servers() {
		return servers.stream();
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void readsTheValuesThatTheStreamHas(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS `va``lues`", "CREATE DATABASE `va``lues`",
				"CREATE TABLE `va``lues`.`all types` (id INT PRIMARY KEY, a TINYINT, b TINYINT UNSIGNED, c SMALLINT, "
						+ "d MEDIUMINT UNSIGNED, e INT UNSIGNED, f BIGINT, g BIGINT UNSIGNED, h DECIMAL(30,10), i FLOAT, "
						+ "j DOUBLE, k BIT(1), l BIT(20), m YEAR, n DATE, o TIME(3), p DATETIME, q DATETIME(6), "
						+ "r TIMESTAMP(6) NULL, s CHAR(5) CHARACTER SET latin1, t VARCHAR(50) CHARACTER SET gbk, "
						+ "u TEXT CHARACTER SET utf8mb4, v BINARY(4), w VARBINARY(10), x BLOB, "
						+ "y ENUM('x','y,z'), z SET('p','q','r'), geo POINT)",
				"SET SESSION sql_mode = ''", "SET SESSION time_zone = '+08:00'",
				"INSERT INTO `va``lues`.`all types` VALUES (1, -128, 255, -32768, 16777215, 4294967295, "
						+ "-9223372036854775808, 18446744073709551615, 12345678901234567890.0123456789, 3.1415927, "
						+ "0.1, b'1', b'10000000000000000001', 2026, '2024-02-29', '-838:59:58.999', "
						+ "'2024-02-29 23:59:59', '2024-02-29 23:59:59.123456', '2024-02-29 23:59:59.5', "
						+ "'é', '中文', '😀', 'AB', x'00ff', x'00', 'y,z', 'p,r', POINT(1, 2)), "
						+ "(2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, b'0', b'0', 0, '0000-00-00', '00:00:00', "
						+ "'0000-00-00 00:00:00', '2024-00-10 00:00:00.5', '0000-00-00 00:00:00', '', '', '', '', '', '', "
						+ "'x', '', POINT(0, 0)), "
						+ "(3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, "
						+ "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
		TableId table = new TableId("va`lues", "all types");
		MysqlChangeSource source = source(server);
		TableChunk chunk = source.tableReader().read(table, List.of(), 10);
		assertThat(chunk.rows()).isEqualTo(streamed(source, table, 3));
		assertThat(chunk.end()).isTrue();
		assertThat(chunk.low()).isEqualTo(chunk.high());
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void pagesByEveryKindOfKey(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS paging", "CREATE DATABASE paging");
		assertPaged(server, "BIGINT UNSIGNED", "18446744073709551615", "0", "9007199254740993", "9007199254740992");
		assertPaged(server, "DECIMAL(20,4)", "-1.0001", "5", "5.0001");
		assertPaged(server, "VARCHAR(20) CHARACTER SET utf8mb4", "'a'", "'B'", "'c'", "'ä2'", "'😀'", "''");
		assertPaged(server, "BINARY(3)", "x'000001'", "x'ffffff'", "x'800000'");
		assertPaged(server, "BINARY(16)", "x'00112233445566778899aabbccddeeff'", "x'ff000000000000000000000000000000'",
				"x'7f00000000000000000000000000ff00'");
		assertPaged(server, "VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "'a'", "'A'", "'ä'");
		assertPaged(server, "CHAR(8) CHARACTER SET latin1 COLLATE latin1_german2_ci", "'ua'", "'z'", "'Ü'");
		assertPaged(server, "INT UNSIGNED", "4294967295", "0", "2147483648");
		assertPaged(server, "ENUM('z','a','m')", "'z'", "'a'", "'m'");
		assertPaged(server, "DATETIME(6)", "'2024-01-01 00:00:00.000001'", "'2024-01-01'", "'1999-12-31 23:59:59'");
		assertPaged(server, "TIMESTAMP(6)", "'2024-01-01 00:00:00.000001'", "'2024-01-01'");
		assertPaged(server, "DATE", "'2024-01-01'", "'2023-01-01'");
		assertPaged(server, "DATE", "'0000-00-00'", "'2024-02-30'", "'2024-00-00'");
		assertPaged(server, "DATETIME", "'0000-00-00'", "'2024-01-00 10:11:12'", "'2024-02-31'");
		assertPaged(server, "TIMESTAMP", "'0000-00-00'", "'2024-01-01 10:11:12'");
		assertPaged(server, "TIME(6)", "'-10:00:00'", "'100:00:00.5'", "'00:00:00'");
	}

	private static void assertPaged(DatabaseServer server, String type, String... keys) throws Exception {
		sql(server, "DROP TABLE IF EXISTS paging.t",
				"CREATE TABLE paging.t (a INT, k " + type + ", b VARCHAR(10), PRIMARY KEY (b, k, a))");
		for (String key : keys) {
			sql(server, "SET sql_mode = 'ALLOW_INVALID_DATES'", "INSERT INTO paging.t (a, k, b) VALUES (1, " + key
					+ ", 'x'), (2, " + key + ", 'x'), (-3, " + key + ", 'Y')");
		}
		TableReader reader = source(server).tableReader();
		TableId table = new TableId("paging", "t");
		List<Row> whole = reader.read(table, List.of(), 1000).rows();
		assertThat(whole).hasSize(3 * keys.length);
		List<Row> paged = new ArrayList<>();
		TableChunk chunk = reader.read(table, List.of(), 2);
		paged.addAll(chunk.rows());
		while (!chunk.end()) {
			chunk = reader.read(table, chunk.last(), 2);
			paged.addAll(chunk.rows());
		}
		assertThat(paged).as(type).isEqualTo(whole);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void readsATableAgainWhenItsKeyWasChanged(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS rekeyed", "CREATE DATABASE rekeyed",
				"CREATE TABLE rekeyed.t (id INT PRIMARY KEY, k INT NOT NULL)",
				"INSERT INTO rekeyed.t VALUES (1, 4), (2, 3), (3, 2), (4, 1)");
		TableReader reader = source(server).tableReader();
		TableId table = new TableId("rekeyed", "t");
		List<String> last = reader.read(table, List.of(), 2).last();
		assertThat(reader.read(table, last, 10).rows()).hasSize(2);
		sql(server, "ALTER TABLE rekeyed.t DROP PRIMARY KEY, ADD PRIMARY KEY (k)");
		assertThat(reader.read(table, last, 10).rows()).hasSize(4);
		sql(server, "ALTER TABLE rekeyed.t DROP PRIMARY KEY, ADD PRIMARY KEY (k, id)");
		assertThat(reader.read(table, last, 10).rows()).hasSize(4);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void waitsForATransactionThatHoldsARow(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS locks", "CREATE DATABASE locks",
				"CREATE TABLE locks.t (id INT PRIMARY KEY, v INT)", "INSERT INTO locks.t VALUES (1, 1), (3, 1)");
		TableReader reader = source(server).tableReader();
		TableId table = new TableId("locks", "t");
		try (Connection connection = connect(server); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("UPDATE locks.t SET v = 2 WHERE id = 3");
			statement.execute("INSERT INTO locks.t VALUES (2, 2)");
			CompletableFuture<TableChunk> read = CompletableFuture.supplyAsync(() -> reader.read(table, List.of(), 10));
			assertThatThrownBy(() -> read.get(300, TimeUnit.MILLISECONDS)).isNotNull();
			connection.commit();
			TableChunk chunk = read.get(30, TimeUnit.SECONDS);
			assertThat(chunk.rows()).extracting((row) -> row.get("v")).containsExactly(1, 2, 2);
			assertThat(chunk.high().version()).isGreaterThan(chunk.low().version());
		}
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void refusesTablesWithoutKeyUnlessTheyAreEmpty(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS listing", "CREATE DATABASE listing", "CREATE TABLE listing.heap (v INT)",
				"CREATE TABLE listing.prefixed (v VARCHAR(100) NOT NULL, n INT, UNIQUE (v(10)), UNIQUE (n))");
		TableReader reader = source(server).tableReader();
		TableId heap = new TableId("listing", "heap");
		assertThat(reader.outline(heap).key()).isEmpty();
		assertThat(reader.outline(new TableId("listing", "prefixed")).key()).isEmpty();
		TableChunk none = reader.read(heap, List.of(), 10);
		assertThat(none.rows()).isEmpty();
		assertThat(none.end()).isTrue();
		sql(server, "INSERT INTO listing.heap VALUES (1)");
		assertThatThrownBy(() -> reader.read(heap, List.of(), 10)).isInstanceOf(SourceException.class)
			.hasMessageContaining("listing.heap has neither a primary key nor a unique key");
		assertThatThrownBy(() -> reader.read(new TableId("listing", "none"), List.of(), 10))
			.isInstanceOf(SourceException.class)
			.hasMessageContaining("listing.none");
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void readsByAUniqueKeyWhereThereIsNoPrimaryKey(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS uniques", "CREATE DATABASE uniques",
				"CREATE TABLE uniques.t (v INT, a INT NOT NULL, b VARCHAR(10) NOT NULL, n INT, UNIQUE w (a, b), "
						+ "UNIQUE wide (a, b, v), UNIQUE nullable (n))",
				"INSERT INTO uniques.t VALUES (1, 1, 'x', NULL), (2, 1, 'y', NULL), (3, 2, 'x', 7)");
		TableReader reader = source(server).tableReader();
		TableId table = new TableId("uniques", "t");
		assertThat(reader.outline(table).key()).containsExactly("a", "b");
		TableChunk first = reader.read(table, List.of(), 2);
		assertThat(first.key()).containsExactly("a", "b");
		assertThat(first.end()).isFalse();
		TableChunk second = reader.read(table, first.last(), 2);
		assertThat(second.end()).isTrue();
		assertThat(first.rows()).extracting((row) -> row.get("v")).containsExactly(1, 2);
		assertThat(second.rows()).extracting((row) -> row.get("v")).containsExactly(3);
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void readsARangeAndNotMoreThanTheMemoryAllows(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS ranges", "CREATE DATABASE ranges",
				"CREATE TABLE ranges.t (id INT, part INT, v LONGTEXT, PRIMARY KEY (id, part))",
				"INSERT INTO ranges.t SELECT id, part, REPEAT('x', 100000) FROM "
						+ "(SELECT 1 AS id UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5) AS ids, "
						+ "(SELECT 1 AS part UNION SELECT 2) AS parts");
		TableReader reader = source(server).tableReader();
		TableId table = new TableId("ranges", "t");
		assertThat(keys(reader.read(table, new KeyRange("2", "3"), List.of(), rows(10)))).containsExactly(2, 2, 3, 3);
		assertThat(keys(reader.read(table, new KeyRange("5", null), List.of(), rows(10)))).containsExactly(5, 5);
		TableChunk chunk = reader.read(table, new KeyRange(null, "4"), List.of(), new ChunkLimit(10, 500_000));
		assertThat(keys(chunk)).containsExactly(1, 1, 2);
		assertThat(chunk.bytes()).isBetween(500_000L, 800_000L);
		assertThat(chunk.end()).isFalse();
		chunk = reader.read(table, new KeyRange(null, "4"), chunk.last(), rows(10));
		assertThat(keys(chunk)).containsExactly(2, 3, 3, 4, 4);
		assertThat(chunk.end()).isTrue();
		assertThatThrownBy(() -> reader.read(table, new KeyRange("x", null), List.of(), rows(1)))
			.isInstanceOf(NumberFormatException.class);
		assertThat(reader.outline(table).bytesPerRow()).isPositive();
	}

	private static List<Object> keys(TableChunk chunk) {
		return chunk.rows().stream().map((row) -> row.get("id")).toList();
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void findsRowsByEveryKindOfValue(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS finding", "CREATE DATABASE finding",
				"CREATE TABLE finding.t (id BIGINT UNSIGNED PRIMARY KEY, sku VARCHAR(20) COLLATE utf8mb4_unicode_ci, "
						+ "u BINARY(16), d DATE, t DATETIME(3), s TIMESTAMP(6) NULL, k TIME(3), e ENUM('a', 'b'), f BIT(1), "
						+ "n DECIMAL(10,2), plain INT, x LONGTEXT, KEY (sku, n), KEY (u), KEY (d), KEY (t), KEY (s), "
						+ "KEY (k), KEY (e), KEY (f))",
				"SET SESSION time_zone = '+00:00'",
				"INSERT INTO finding.t VALUES (18446744073709551615, 'AB', UNHEX('00112233445566778899aabbccddeeff'), "
						+ "'2024-02-29', '2024-02-29 10:11:12.5', '2024-02-29 10:11:12.000001', '-100:00:00.25', 'b', b'1', "
						+ "1.50, 7, 'long'), (1, 'other', NULL, NULL, NULL, NULL, NULL, 'a', b'0', 2, 7, 'long')");
		TableReader reader = source(server).tableReader();
		TableId table = new TableId("finding", "t");
		Row all = reader.read(table, new KeyRange("2", null), List.of(), rows(10)).rows().get(0);
		for (String column : List.of("id", "u", "d", "t", "s", "k", "e", "f")) {
			TableRows found = reader.find(table, List.of(column), List.of(List.of(all.get(column))),
					new HashSet<>(List.of("id", column)));
			assertThat(found.rows()).as(column).singleElement().satisfies((row) -> {
				assertThat(row.get("id")).isEqualTo(all.get("id"));
				assertThat(row.get(column)).isEqualTo(all.get(column));
				assertThat(row.get("x")).isNull();
			});
			assertThat(found.high().reaches(found.low())).isTrue();
		}
		assertThat(reader.find(table, List.of("sku", "n"),
				List.of(List.of("ab", new BigDecimal("1.50")), List.of("other", new BigDecimal("1.50"))), Set.of("sku"))
			.rows()).extracting((row) -> row.get("sku")).containsExactly("AB");
		assertThat(reader.find(table, List.of("plain"), List.of(List.of(7)), Set.of("plain"))).isNull();
		assertThatThrownBy(
				() -> reader.find(new TableId("finding", "none"), List.of("id"), List.of(List.of(1)), Set.of("id")))
			.isInstanceOf(NoSuchTableException.class);
	}

	/**
	 * A server that waits for a replica between writing the binlog and committing in the
	 * engine is caught in the moment in which the binlog is ahead.
	 */
	@Test
	void seesWhatTheBinlogHasAlreadyAndThePlainSelectHasNot() throws Exception {
		DatabaseServer server = servers.get(0);
		sql(server, "DROP DATABASE IF EXISTS ahead", "CREATE DATABASE ahead",
				"CREATE TABLE ahead.t (id INT PRIMARY KEY, v VARCHAR(10))", "INSERT INTO ahead.t VALUES (1, 'old')");
		MysqlChangeSource source = source(server);
		TableId table = new TableId("ahead", "t");
		try (ChangeStream stream = source.open("test", source.latest(), table::equals)) {
			sql(server, "SET GLOBAL rpl_semi_sync_master_timeout = 60000",
					"SET GLOBAL rpl_semi_sync_master_wait_point = AFTER_SYNC",
					"SET GLOBAL rpl_semi_sync_master_enabled = ON");
			CompletableFuture<Void> update = running(server, "UPDATE ahead.t SET v = 'new' WHERE id = 1");
			CompletableFuture<TableChunk> read;
			CompletableFuture<TableRows> found;
			try {
				assertThat(next(stream).changes().get(0).after().getString("v")).isEqualTo("new");
				assertThat(value(server)).isEqualTo("old");
				TableReader reader = source.tableReader();
				read = CompletableFuture.supplyAsync(() -> reader.read(table, List.of(), 10));
				found = CompletableFuture
					.supplyAsync(() -> reader.find(table, List.of("id"), List.of(List.of(1)), Set.of("id", "v")));
				assertThatThrownBy(() -> read.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
				assertThat(value(server)).isEqualTo("old");
			}
			finally {
				sql(server, "SET GLOBAL rpl_semi_sync_master_enabled = OFF");
			}
			assertThat(read.get(30, TimeUnit.SECONDS).rows().get(0).getString("v")).isEqualTo("new");
			assertThat(found.get(30, TimeUnit.SECONDS).rows().get(0).getString("v")).isEqualTo("new");
			update.get(30, TimeUnit.SECONDS);
		}
	}

	private static CompletableFuture<Void> running(DatabaseServer server, String statement) {
		return CompletableFuture.runAsync(() -> {
			try {
				sql(server, statement);
			}
			catch (SQLException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static ChangeBatch next(ChangeStream stream) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (System.nanoTime() < deadline) {
			for (ChangeBatch batch : stream.poll(Duration.ofSeconds(1))) {
				if (!batch.changes().isEmpty()) {
					return batch;
				}
			}
		}
		throw new AssertionError("No change arrived");
	}

	private static String value(DatabaseServer server) throws SQLException {
		try (Connection connection = connect(server);
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT v FROM ahead.t")) {
			row.next();
			return row.getString(1);
		}
	}

	@ParameterizedTest(autoCloseArguments = false)
	@MethodSource("servers")
	void aSearchWaitsForATransactionThatInsertsTheRow(DatabaseServer server) throws Exception {
		sql(server, "DROP DATABASE IF EXISTS waiting", "CREATE DATABASE waiting",
				"CREATE TABLE waiting.t (id INT PRIMARY KEY, sku VARCHAR(10), UNIQUE (sku))",
				"INSERT INTO waiting.t VALUES (1, 'old')");
		TableReader reader = source(server).tableReader();
		TableId table = new TableId("waiting", "t");
		try (Connection connection = connect(server); Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("UPDATE waiting.t SET sku = 'new' WHERE id = 1");
			CompletableFuture<TableRows> read = CompletableFuture
				.supplyAsync(() -> reader.find(table, List.of("sku"), List.of(List.of("new")), Set.of("sku")));
			assertThatThrownBy(() -> read.get(300, TimeUnit.MILLISECONDS)).isNotNull();
			connection.commit();
			assertThat(read.get(30, TimeUnit.SECONDS).rows()).hasSize(1);
		}
	}

	private static ChunkLimit rows(int count) {
		return new ChunkLimit(count, Long.MAX_VALUE);
	}

	private static List<Row> streamed(MysqlChangeSource source, TableId table, int count) throws Exception {
		List<Row> rows = new ArrayList<>();
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		try (ChangeStream stream = source.open("test", source.resolve(new StartFrom.Earliest()), table::equals)) {
			while (rows.size() < count && System.nanoTime() < deadline) {
				for (ChangeBatch batch : stream.poll(Duration.ofSeconds(1))) {
					batch.changes().stream().map(Change::row).forEach(rows::add);
				}
			}
		}
		return rows;
	}

	private static MysqlChangeSource source(DatabaseServer server) {
		return new MysqlChangeSource(
				new MysqlConnection(List.of(new HostPort(server.host(), server.port())), "canal", "canal"));
	}

	private static Connection connect(DatabaseServer server) throws SQLException {
		return DriverManager.getConnection(server.jdbcUrl(), server.rootUser(), server.rootPassword());
	}

	private static void sql(DatabaseServer server, String... statements) throws SQLException {
		try (Connection connection = connect(server); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
