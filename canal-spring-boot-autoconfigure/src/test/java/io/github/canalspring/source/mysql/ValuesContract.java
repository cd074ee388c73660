package io.github.canalspring.source.mysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values are those that the server shows, on every server, in the stream and in what is
 * read by SQL.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class ValuesContract {

	private @Nullable SourceFixture started;

	abstract DatabaseServer.Builder server();

	@BeforeAll
	void start() {
		SourceFixture fixture = new SourceFixture(server().option("--max-allowed-packet=64M").start());
		this.started = fixture;
		if (!version().mariadb() && version().number() >= 80000 && version().number() < 80022) {
			fixture.sql("GRANT LOCK TABLES ON *.* TO canal@'%'");
		}
	}

	@AfterAll
	void stop() {
		if (this.started != null) {
			this.started.server().close();
		}
	}

	SourceFixture fixture() {
		return Objects.requireNonNull(this.started);
	}

	private ServerVersion version() {
		DatabaseServer server = fixture().server();
		return ServerVersion.parse(server.version() + (server.isMariaDb() ? "-MariaDB" : ""));
	}

	/** Whether the binlog can have names of columns. */
	private boolean hasNames() {
		return version().mariadb() || version().number() >= 80000;
	}

	@Test
	void valuesAreWhatTheServerShows() throws Exception {
		fixture().database("corpus");
		corpus("corpus.names");
	}

	@Test
	void valuesAreTheSameWithoutNamesInTheBinlog() throws Exception {
		if (!hasNames()) {
			return;
		}
		fixture().database("minimal");
		for (String metadata : version().mariadb() ? List.of("MINIMAL", "NO_LOG") : List.of("MINIMAL")) {
			fixture().sql("SET GLOBAL binlog_row_metadata=" + metadata);
			try {
				corpus("minimal." + metadata.toLowerCase());
			}
			finally {
				fixture().sql("SET GLOBAL binlog_row_metadata=FULL");
			}
		}
	}

	private void corpus(String table) throws Exception {
		TypeCorpus corpus = new TypeCorpus(version());
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		List<String> sql = new ArrayList<>(List.of("SET NAMES utf8mb4", "SET time_zone='+00:00'",
				"SET sql_mode='ALLOW_INVALID_DATES'", corpus.create(table)));
		for (int row = 0; row < corpus.rows(); row++) {
			sql.add(corpus.insert(table, row));
		}
		fixture().sql(sql.toArray(String[]::new));
		TableId id = new TableId(table.split("\\.")[0], table.split("\\.")[1]);
		List<Change> changes = changes(fixture().readAll(source, start, id::equals));
		assertThat(changes).hasSize(corpus.rows());
		TableSchema schema = changes.get(0).schema();
		TableSchema described = source.describe(id);
		assertThat(schema.columns()).hasSameSizeAs(described.columns());
		for (int index = 0; index < schema.columns().size(); index++) {
			assertThat(schema.columns().get(index)).isEqualTo(described.columns().get(index));
		}
		assertThat(schema.primaryKey()).isEqualTo(described.primaryKey()).containsExactly("id");
		List<Row> rows = changes.stream().map(Change::row).toList();
		for (Row row : rows) {
			assertShown(table, schema, row);
		}
		assertDriven(table, schema, rows);
		assertSame(schema, source.tableReader().read(id, List.of(), 1000).rows(), rows);
	}

	/** As the server shows it as text. */
	private void assertShown(String table, TableSchema schema, Row row) throws SQLException {
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			statement.execute("SET time_zone='+00:00'");
			ResultSet selected = statement.executeQuery(
					"SELECT " + schema.columns().stream().map(TypeCorpus::expression).collect(Collectors.joining(","))
							+ " FROM " + table + " WHERE id=" + row.get("id"));
			selected.next();
			for (int index = 0; index < schema.columns().size(); index++) {
				Column column = schema.columns().get(index);
				String as = "row " + row.get("id") + " " + column;
				Object value = row.get(index);
				int at = index + 1;
				switch (column.type()) {
					case FLOAT -> assertThat((value != null) ? value : 0f).as(as).isEqualTo(selected.getFloat(at));
					case DOUBLE -> assertThat((value != null) ? value : 0d).as(as).isEqualTo(selected.getDouble(at));
					case JSON -> assertJson(as, value, selected.getString(at));
					default -> assertThat(TypeCorpus.text(column, value)).as(as).isEqualTo(selected.getString(at));
				}
			}
		}
	}

	private static void assertJson(String as, @Nullable Object value, @Nullable String selected) {
		if (selected == null) {
			assertThat(value).as(as).isNull();
		}
		else {
			assertThat(value).as(as).isInstanceOf(JsonNode.class);
			assertThat(TypeCorpus.isSame((JsonNode) value, TypeCorpus.json(selected)))
				.as(() -> as + " " + value + " " + selected)
				.isTrue();
		}
	}

	/** As the driver gives it, for types of which it gives the same. */
	private void assertDriven(String table, TableSchema schema, List<Row> rows) throws SQLException {
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			// The driver itself makes question marks of what Java's latin1 does not have.
			statement.execute("SET character_set_results = utf8mb4");
			String names = String.join(",", schema.header().names());
			ResultSet selected = statement.executeQuery("SELECT " + names + " FROM " + table + " ORDER BY id");
			for (Row row : rows) {
				selected.next();
				for (int index = 0; index < schema.columns().size(); index++) {
					Column column = schema.columns().get(index);
					Object value = row.get(index);
					int at = index + 1;
					if (value == null) {
						assertThat(selected.getBytes(at)).as("%s", column).isNull();
						continue;
					}
					Object driven = switch (column.type()) {
						case TINYINT, SMALLINT, MEDIUMINT -> selected.getInt(at);
						case INT -> column.unsigned() ? (Object) selected.getLong(at) : (Object) selected.getInt(at);
						case BIGINT -> column.unsigned() ? (Object) new BigInteger(selected.getString(at))
								: (Object) selected.getLong(at);
						case DECIMAL -> selected.getBigDecimal(at);
						case TEXT, ENUM, SET -> selected.getString(at);
						case BINARY, GEOMETRY -> selected.getBytes(at);
						default -> value;
					};
					assertThat(value).as("%s", column).isEqualTo(driven);
				}
			}
		}
	}

	static void assertSame(TableSchema schema, List<Row> read, List<Row> streamed) {
		assertThat(read).hasSameSizeAs(streamed);
		for (int row = 0; row < read.size(); row++) {
			for (int index = 0; index < schema.columns().size(); index++) {
				Object one = read.get(row).get(index);
				Object other = streamed.get(row).get(index);
				assertThat((one instanceof JsonNode a && other instanceof JsonNode b) ? TypeCorpus.isSame(a, b)
						: Objects.deepEquals(one, other))
					.as("%s %s %s", schema.columns().get(index), one, other)
					.isTrue();
			}
		}
	}

	@Test
	void timestampsAreMomentsInEveryZone() throws Exception {
		fixture().database("zones");
		MysqlChangeSource source = fixture().source();
		fixture().sql(
				"CREATE TABLE zones.t (id INT PRIMARY KEY AUTO_INCREMENT, moment TIMESTAMP(6) NULL, clock DATETIME(6))");
		Position start = source.latest();
		LocalDateTime time = LocalDateTime.of(2024, 10, 27, 2, 30, 15, 123456000);
		List<Instant> moments = new ArrayList<>();
		try {
			for (String server : List.of("+00:00", "+05:30", "-08:00")) {
				fixture().sql("SET GLOBAL time_zone='" + server + "'");
				for (String session : List.of(server, "+00:00", "+12:45", "-11:00")) {
					fixture().sql("SET time_zone='" + session + "'",
							"INSERT INTO zones.t (moment, clock) VALUES ('2024-10-27 02:30:15.123456', "
									+ "'2024-10-27 02:30:15.123456')");
					moments.add(time.toInstant(ZoneOffset.of(session)));
				}
				TableId table = new TableId("zones", "t");
				List<Row> rows = changes(fixture().readAll(source, start, table::equals)).stream()
					.map(Change::row)
					.toList();
				assertThat(rows).extracting((row) -> row.getInstant("moment")).isEqualTo(moments);
				assertThat(rows).extracting((row) -> row.getLocalDateTime("clock")).containsOnly(time);
				assertThat(source.tableReader().read(table, List.of(), 100).rows()).isEqualTo(rows);
			}
		}
		finally {
			fixture().sql("SET GLOBAL time_zone='SYSTEM'");
		}
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			ResultSet selected = statement.executeQuery("SELECT UNIX_TIMESTAMP(moment) FROM zones.t ORDER BY id");
			for (Instant moment : moments) {
				selected.next();
				assertThat(selected.getBigDecimal(1)).isEqualByComparingTo(
						BigDecimal.valueOf(moment.getEpochSecond()).add(BigDecimal.valueOf(moment.getNano(), 9)));
			}
		}
	}

	@Test
	void aValueMayBeLargerThanAPacket() {
		fixture().database("large");
		MysqlChangeSource source = fixture().source();
		fixture().sql("CREATE TABLE large.t (id INT PRIMARY KEY, b LONGBLOB, t LONGTEXT)");
		Position start = source.latest();
		fixture().sql("INSERT INTO large.t VALUES (1, REPEAT(x'00ff10', 7000000), REPEAT('\u4e2d', 6000000)), "
				+ "(2, x'01', 'a')");
		List<Row> rows = changes(fixture().readAll(source, start, in("large"))).stream().map(Change::row).toList();
		assertThat(rows).hasSize(2);
		byte[] bytes = Objects.requireNonNull(rows.get(0).getBytes("b"));
		byte[] expected = new byte[21_000_000];
		for (int index = 0; index < expected.length; index++) {
			expected[index] = (byte) ((index % 3 == 0) ? 0 : (index % 3 == 1) ? 0xff : 0x10);
		}
		assertThat(Arrays.equals(bytes, expected)).isTrue();
		assertThat("\u4e2d".repeat(6_000_000).equals(rows.get(0).getString("t"))).isTrue();
		assertThat(rows.get(1).getString("t")).isEqualTo("a");
	}

	@Test
	void hiddenColumnsShiftNothing() {
		fixture().database("hidden");
		MysqlChangeSource source = fixture().source();
		Position start = source.latest();
		if (version().mariadb()) {
			fixture().sql("CREATE TABLE hidden.t (id INT PRIMARY KEY, b TEXT UNIQUE, c INT) WITH SYSTEM VERSIONING",
					"INSERT INTO hidden.t VALUES (1, 'b', 2)", "UPDATE hidden.t SET c = 3");
		}
		else if (version().number() >= 80013) {
			fixture().sql("CREATE TABLE hidden.t (id INT PRIMARY KEY, b VARCHAR(10), INDEX ((CONCAT(b, 'x'))), c INT)",
					"INSERT INTO hidden.t VALUES (1, 'b', 2)", "UPDATE hidden.t SET c = 3");
		}
		else {
			return;
		}
		List<Change> changes = changes(fixture().readAll(source, start, in("hidden")));
		Row last = changes.get(1).row();
		assertThat(last.get("id")).isEqualTo(1);
		assertThat(last.get("b")).isEqualTo("b");
		assertThat(last.get("c")).isEqualTo(3);
	}

}
