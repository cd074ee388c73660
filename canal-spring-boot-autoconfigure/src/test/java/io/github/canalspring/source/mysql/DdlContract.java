package io.github.canalspring.source.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.canalspring.event.Row;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tables that change while they are read. All scenarios share one stretch of the binlog,
 * each with tables of its own; it is read live, by a reader that was stopped before any
 * table changed, and by readers that were stopped anywhere.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class DdlContract {

	private static final int ROWS = 1000;

	private static final String COLUMNS = "(id INT PRIMARY KEY AUTO_INCREMENT, a INT, b INT, c VARCHAR(20), "
			+ "d VARCHAR(20) NOT NULL DEFAULT 'd', ver INT DEFAULT 0)";

	private static final Predicate<TableId> WANTED = (table) -> table.database().startsWith("ddl")
			&& !table.table().startsWith("_");

	private @Nullable SourceFixture started;

	/** What is known behind each step. */
	private final List<Step> steps = new ArrayList<>();

	private volatile long end = Long.MAX_VALUE;

	abstract DatabaseServer.Builder server();

	abstract boolean mariadb();

	@BeforeAll
	void start() {
		this.started = new SourceFixture(server().option("--max-binlog-size=1M").start());
	}

	@AfterAll
	void stop() {
		if (this.started != null) {
			this.started.server().close();
		}
	}

	private SourceFixture fixture() {
		assertThat(this.started).isNotNull();
		return this.started;
	}

	/**
	 * What holds at a position.
	 *
	 * @param name for messages
	 * @param end the position
	 * @param tables the rows of tables, all of which were changed just before
	 * @param replaced the tables that were told to be others since the last step
	 */
	private record Step(String name, Position end, Map<String, Map<String, String>> tables, Set<String> replaced) {
	}

	@ParameterizedTest
	@ValueSource(strings = { "FULL", "MINIMAL" })
	void rowsAreReadByTheTableOfTheirTime(String metadata) throws Exception {
		fixture().sql("SET GLOBAL binlog_row_metadata=" + metadata);
		try {
			this.steps.clear();
			this.end = Long.MAX_VALUE;
			fixture().database("ddl");
			fixture().database("ddl_gone");
			fixture().sql("CREATE TABLE ddl._numbers (n INT PRIMARY KEY)", "INSERT INTO ddl._numbers "
					+ "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1000) SELECT n FROM s");
			before();
			MysqlChangeSource source = fixture().source(Duration.ofSeconds(15), 8 << 20, 100_000);
			String start = begun(source);
			List<ChangeBatch> live;
			try (ChangeStream stream = source.open("live", source.position(start), WANTED)) {
				CompletableFuture<List<ChangeBatch>> reading = CompletableFuture.supplyAsync(() -> read(stream));
				scenarios();
				this.end = this.steps.get(this.steps.size() - 1).end().version();
				live = reading.get(60, TimeUnit.SECONDS);
			}
			verify(live, source.position(start), metadata);
			assertThat(live.get(0).position().text().contains("tables=")).isEqualTo(metadata.equals("MINIMAL"));
			verify(read(source, start), source.position(start), metadata);
			for (int part = 1; part < 6; part++) {
				String position = live.get(part * live.size() / 6).position().text();
				verify(read(source, position), source.position(position), metadata);
			}
		}
		finally {
			fixture().sql("SET GLOBAL binlog_row_metadata=FULL");
		}
	}

	/** The checkpoint of a reader that saw the tables and nothing else. */
	private String begun(MysqlChangeSource source) throws InterruptedException {
		return begun(source, WANTED);
	}

	private String begun(MysqlChangeSource source, Predicate<TableId> wanted) throws InterruptedException {
		Position start = source.latest();
		fixture().sql("CREATE TABLE IF NOT EXISTS ddl._begun (n INT)");
		try (ChangeStream stream = source.open("begun", start, wanted)) {
			List<ChangeBatch> batches = SourceFixture.readUntil(stream, start, source.latest());
			return batches.get(batches.size() - 1).position().text();
		}
	}

	private List<ChangeBatch> read(MysqlChangeSource source, String from) {
		try (ChangeStream stream = source.open("again", source.position(from), WANTED)) {
			return read(stream);
		}
	}

	private List<ChangeBatch> read(ChangeStream stream) {
		List<ChangeBatch> batches = new ArrayList<>();
		try {
			while (batches.isEmpty() || batches.get(batches.size() - 1).position().version() < this.end) {
				batches.addAll(stream.poll(Duration.ofMillis(200)));
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return batches;
	}

	/** Follow what was read, and look at it wherever it is known what it must be. */
	private void verify(List<ChangeBatch> batches, Position start, String metadata) {
		Map<String, Map<String, String>> copy = new LinkedHashMap<>();
		Set<String> replaced = new HashSet<>();
		int next = 0;
		long begin = Long.MAX_VALUE;
		for (ChangeBatch batch : batches) {
			while (next < this.steps.size() && isBehind(batch, this.steps.get(next).end())) {
				Step step = this.steps.get(next++);
				if (begin >= start.version() && begin != Long.MAX_VALUE) {
					step.tables().forEach((table, rows) -> assertThat(copy.get(table)).as(step.name()).isEqualTo(rows));
					if (metadata.equals("MINIMAL") || !step.name().equals("database dropped")) {
						assertThat(replaced).as(step.name()).isEqualTo(step.replaced());
					}
				}
				begin = step.end().version();
				replaced.clear();
			}
			apply(batch, copy, replaced);
		}
		assertThat(next).isGreaterThanOrEqualTo(this.steps.size() - 1);
	}

	private static boolean isBehind(ChangeBatch batch, Position end) {
		return (batch.changes().isEmpty() ? batch.position().version() : batch.changes().get(0).version()) > end
			.version();
	}

	private static void apply(ChangeBatch batch, Map<String, Map<String, String>> copy, Set<String> replaced) {
		for (TableId table : batch.replaced()) {
			replaced.add(table.toString());
			copy.remove(table.toString());
		}
		for (Change change : batch.changes()) {
			Map<String, String> rows = copy.computeIfAbsent(change.database() + "." + change.table(),
					(table) -> new TreeMap<>());
			Row before = change.before();
			Row after = change.after();
			if (before != null) {
				rows.remove(String.valueOf(before.get("id")));
			}
			if (after != null) {
				Map<String, String> row = new LinkedHashMap<>();
				after.asMap().forEach((name, value) -> row.put(name, String.valueOf(value)));
				rows.put(row.get("id"), row.toString());
			}
		}
	}

	private void before() {
		for (String table : List.of("added", "dropped", "renamed", "swapped", "moved", "retyped", "several", "one",
				"two", "three", "ghost", "osc", "emptied", "gone", "source", "converted", "replaced", "seen")) {
			fixture().sql("CREATE TABLE ddl." + table + " " + COLUMNS,
					"INSERT INTO ddl." + table + " (a, b, c) SELECT n, -n, n FROM ddl._numbers WHERE n > 0");
		}
		fixture().sql("CREATE TABLE ddl_gone.t " + COLUMNS,
				"CREATE TABLE ddl.parts (id INT PRIMARY KEY AUTO_INCREMENT, a INT, ver INT DEFAULT 0) "
						+ "PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (500), "
						+ "PARTITION p1 VALUES LESS THAN (1000), PARTITION p2 VALUES LESS THAN MAXVALUE)",
				"CREATE TABLE ddl.loose (id INT PRIMARY KEY AUTO_INCREMENT, a INT, ver INT DEFAULT 0)");
	}

	private static String fill(String table) {
		return "INSERT INTO " + table + " (ver) SELECT n FROM ddl._numbers WHERE n > 0";
	}

	private void scenarios() throws SQLException {
		write("nothing", Set.of(), "ddl_gone.t");
		altered();
		renamed();
		copied();
		replaced();
		unseen();
	}

	private void altered() throws SQLException {
		alter("added", "ADD COLUMN x INT FIRST, ADD COLUMN y VARCHAR(5) DEFAULT 'y' AFTER a");
		alter("added", "ADD z DECIMAL(5,2) UNSIGNED NOT NULL DEFAULT 1.5, ADD KEY k (z)");
		alter("dropped", "DROP COLUMN a");
		alter("dropped", "DROP b, DROP COLUMN d");
		alter("renamed", "CHANGE COLUMN a first_one INT");
		alter("renamed", "RENAME COLUMN b TO a, RENAME COLUMN c TO `new name`");
		alter("swapped", "RENAME COLUMN a TO b, RENAME COLUMN b TO a");
		alter("swapped", "CHANGE c d VARCHAR(20), CHANGE d c VARCHAR(20) NOT NULL DEFAULT 'd'");
		alter("moved", "MODIFY b INT FIRST");
		alter("moved", "MODIFY a INT AFTER d, MODIFY d VARCHAR(20) AFTER id");
		alter("retyped", "MODIFY a BIGINT UNSIGNED, MODIFY c VARCHAR(300) CHARACTER SET latin1");
		alter("retyped", "MODIFY a INT, MODIFY c TEXT");
		alter("several", "ADD x INT, DROP a, CHANGE b a INT AFTER x, MODIFY c CHAR(30) FIRST");
		// Not followed: looked up, as nothing changes the table later.
		alter("converted", "CONVERT TO CHARACTER SET latin1, ADD COLUMN x INT FIRST");
	}

	private void alter(String table, String change) throws SQLException {
		fixture().sql("ALTER TABLE ddl." + table + " " + change);
		write(table, Set.of("ddl." + table), "ddl." + table);
	}

	private void renamed() throws SQLException {
		fixture().sql("RENAME TABLE ddl.one TO ddl.uno", "ALTER TABLE ddl.uno ADD x INT FIRST");
		write("renamed", Set.of("ddl.one", "ddl.uno"), "ddl.uno");
		fixture().sql("ALTER TABLE ddl.uno RENAME TO ddl.one");
		write("renamed back", Set.of("ddl.one", "ddl.uno"), "ddl.one");
		fixture().sql("ALTER TABLE ddl.two RENAME COLUMN a TO b, RENAME COLUMN b TO a",
				"RENAME TABLE ddl.two TO ddl._tmp, ddl.three TO ddl.two, ddl._tmp TO ddl.three");
		write("swapped", Set.of("ddl.two", "ddl.three"), "ddl.two", "ddl.three");
	}

	/** As gh-ost and pt-online-schema-change do it. */
	private void copied() throws SQLException {
		fixture().sql(
				"create /* gh-ost */ table `ddl`.`_ghost_ghc` (id bigint unsigned auto_increment, "
						+ "last_update timestamp not null DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, "
						+ "hint varchar(64) charset ascii not null, value varchar(4096) charset ascii not null, "
						+ "primary key(id), unique key hint_uidx(hint)) auto_increment=256 comment='%s'",
				"create /* gh-ost */ table `ddl`.`_ghost_gho` like `ddl`.`ghost`",
				"alter /* gh-ost */ table `ddl`.`_ghost_gho` DROP COLUMN b, ADD COLUMN x INT AFTER id, "
						+ "CHANGE a b INT, AUTO_INCREMENT=5000",
				"insert /* gh-ost `ddl`.`ghost` */ ignore into `ddl`.`_ghost_gho` (`id`, `b`, `c`, `d`, `ver`) "
						+ "(select `id`, `a`, `c`, `d`, `ver` from `ddl`.`ghost` force index (`PRIMARY`) "
						+ "lock in share mode)",
				"create /* gh-ost */ table `ddl`.`_ghost_del` (id int auto_increment primary key) engine=InnoDB "
						+ "comment='ghost-cut-over-sentry'",
				"drop /* gh-ost */ table if exists `ddl`.`_ghost_del`",
				"rename /* gh-ost */ table `ddl`.`ghost` to `ddl`.`_ghost_del`, `ddl`.`_ghost_gho` to `ddl`.`ghost`",
				"drop /* gh-ost */ table if exists `ddl`.`_ghost_ghc`",
				"drop /* gh-ost */ table if exists `ddl`.`_ghost_del`");
		write("gh-ost", Set.of("ddl.ghost"), "ddl.ghost");
		String create = text("SHOW CREATE TABLE ddl.osc").replaceFirst("osc", "ddl`.`_osc_new");
		fixture().sql(create, "ALTER TABLE `ddl`.`_osc_new` ADD COLUMN x INT AFTER a, DROP COLUMN c",
				"CREATE TRIGGER `ddl`.`pt_osc_ddl_osc_del` AFTER DELETE ON `ddl`.`osc` FOR EACH ROW "
						+ "DELETE IGNORE FROM `ddl`.`_osc_new` WHERE `ddl`.`_osc_new`.`id` <=> OLD.`id`",
				"INSERT LOW_PRIORITY IGNORE INTO `ddl`.`_osc_new` (`id`, `a`, `b`, `d`, `ver`) "
						+ "SELECT `id`, `a`, `b`, `d`, `ver` FROM `ddl`.`osc` LOCK IN SHARE MODE "
						+ "/*pt-online-schema-change 1 copy table*/",
				"DELETE FROM ddl.osc WHERE id < 10", "ANALYZE TABLE `ddl`.`_osc_new` /* pt-online-schema-change */",
				"RENAME TABLE `ddl`.`osc` TO `ddl`.`_osc_old`, `ddl`.`_osc_new` TO `ddl`.`osc`",
				"DROP TABLE IF EXISTS `ddl`.`_osc_old`", "DROP TRIGGER IF EXISTS `ddl`.`pt_osc_ddl_osc_del`");
		write("pt-online-schema-change", Set.of("ddl.osc"), "ddl.osc");
		fixture().sql("CREATE TABLE ddl.derived LIKE ddl.source", "ALTER TABLE ddl.derived DROP COLUMN a");
		write("create like", Set.of("ddl.derived"), "ddl.derived", "ddl.source");
	}

	private void replaced() throws SQLException {
		fixture().sql("TRUNCATE TABLE ddl.emptied");
		write("truncated", Set.of("ddl.emptied"), "ddl.emptied");
		fixture().sql("DROP TABLE ddl.gone",
				"CREATE TABLE IF NOT EXISTS ddl.gone (id INT AUTO_INCREMENT, b INT, a INT, "
						+ "ver INT DEFAULT 0, PRIMARY KEY (id)) DEFAULT CHARSET=latin1");
		write("dropped and created", Set.of("ddl.gone"), "ddl.gone");
		fixture().sql("ALTER TABLE ddl.gone CHANGE a b INT, CHANGE b a INT");
		write("altered when new", Set.of("ddl.gone"), "ddl.gone");
		fixture().sql(fill("ddl.parts"), fill("ddl.loose"), "DELETE FROM ddl.loose WHERE id >= 500",
				"ALTER TABLE ddl.parts EXCHANGE PARTITION p0 WITH TABLE ddl.loose");
		write("exchanged", Set.of("ddl.parts", "ddl.loose"), "ddl.parts", "ddl.loose");
		fixture().sql("ALTER TABLE ddl.parts TRUNCATE PARTITION p0");
		write("partition truncated", Set.of("ddl.parts"), "ddl.parts");
		fixture().sql("ALTER TABLE ddl.parts DROP PARTITION p1");
		write("partition dropped", Set.of("ddl.parts"), "ddl.parts");
		fixture().sql("DROP DATABASE ddl_gone", "CREATE DATABASE ddl_gone CHARACTER SET latin1",
				"CREATE TABLE ddl_gone.t (id INT PRIMARY KEY AUTO_INCREMENT, c VARCHAR(20), a INT, ver INT DEFAULT 0)");
		write("database dropped", Set.of("ddl_gone.t"), "ddl_gone.t");
		if (mariadb()) {
			fixture().sql("CREATE OR REPLACE TABLE ddl.replaced (id INT PRIMARY KEY AUTO_INCREMENT, z INT, a INT, "
					+ "ver INT DEFAULT 0)");
			write("replaced", Set.of("ddl.replaced"), "ddl.replaced");
		}
	}

	private void unseen() throws SQLException {
		fixture()
			.sql("CREATE TABLE ddl.selected (id INT PRIMARY KEY AUTO_INCREMENT) AS SELECT id, b, a, ver FROM ddl.seen");
		write("create as select", Set.of(), "ddl.selected");
		fixture().sql("CREATE TABLE ddl._other (a INT, id INT PRIMARY KEY AUTO_INCREMENT, ver INT DEFAULT 0)",
				"ALTER TABLE ddl._other ADD COLUMN b INT FIRST", "RENAME TABLE ddl._other TO ddl.other");
		write("from a table that is not wanted", Set.of("ddl.other"), "ddl.other");
		// The last step is only looked at when something follows.
		fixture().sql("INSERT INTO ddl.other (a) VALUES (1)");
		this.steps.add(step("end", Set.of(), List.of()));
	}

	/** Rows are inserted, and all are changed. */
	private void write(String name, Set<String> replaced, String... tables) throws SQLException {
		for (String table : tables) {
			fixture().sql(fill(table), "UPDATE " + table + " SET ver = ver + 1");
		}
		this.steps.add(step(name, replaced, List.of(tables)));
	}

	private Step step(String name, Set<String> replaced, List<String> tables) throws SQLException {
		Map<String, Map<String, String>> contents = new LinkedHashMap<>();
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			for (String table : tables) {
				Map<String, String> rows = new TreeMap<>();
				try (ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
					while (result.next()) {
						Map<String, String> row = new LinkedHashMap<>();
						for (int index = 1; index <= result.getMetaData().getColumnCount(); index++) {
							row.put(result.getMetaData().getColumnLabel(index), result.getString(index));
						}
						rows.put(row.get("id"), row.toString());
					}
				}
				assertThat(rows).hasSizeGreaterThanOrEqualTo(ROWS);
				contents.put(table, rows);
			}
		}
		return new Step(name, fixture().source().latest(), contents, replaced);
	}

	private String text(String sql) throws SQLException {
		try (Connection connection = fixture().connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getString(2);
		}
	}

	@Test
	void whatIsNotKnownIsToldAndNotGuessed() throws Exception {
		fixture().database("ddl");
		fixture().database("ddl_unclear");
		fixture().sql("SET GLOBAL binlog_row_metadata=MINIMAL");
		try {
			fixture().sql("CREATE TABLE ddl_unclear.t " + COLUMNS, "CREATE TABLE ddl_unclear.u " + COLUMNS);
			MysqlChangeSource source = fixture().source();
			String start = begun(source);
			fixture().sql("ALTER TABLE ddl_unclear.t CONVERT TO CHARACTER SET latin1",
					"INSERT INTO ddl_unclear.t (a) VALUES (1)", "ALTER TABLE ddl_unclear.t RENAME COLUMN a TO z",
					"INSERT INTO ddl_unclear.u (a) VALUES (1)");
			assertThatExceptionOfType(SourceException.class)
				.isThrownBy(() -> SourceFixture.readUntilFailure(source, source.position(start), WANTED))
				.satisfies((failure) -> {
					assertThat(failure.getMessage()).contains("ddl_unclear.t",
							((BinlogPosition) source.position(start)).file());
					assertThat(failure.remedy()).contains("SET GLOBAL binlog_row_metadata=FULL", "snapshot");
				});
			List<ChangeBatch> rest = fixture().readAll(source, source.position(start),
					(table) -> table.table().equals("u"));
			assertThat(SourceFixture.changes(rest)).hasSize(1);
			// From now on nothing is in the way.
			Position later = source.latest();
			fixture().sql("INSERT INTO ddl_unclear.t (z) VALUES (2)");
			assertThat(SourceFixture.changes(fixture().readAll(source, later, WANTED)))
				.extracting((change) -> change.row().get("z"))
				.containsExactly(2);
		}
		finally {
			fixture().sql("SET GLOBAL binlog_row_metadata=FULL");
		}
	}

	@Test
	void aReaderWithoutHistoryFindsOutWhatItNeeds() throws Exception {
		fixture().database("ddl_old");
		fixture().sql("SET GLOBAL binlog_row_metadata=MINIMAL");
		try {
			MysqlChangeSource source = fixture().source();
			Position start = source.latest();
			fixture().sql("CREATE TABLE ddl_old.made " + COLUMNS, "INSERT INTO ddl_old.made (a) VALUES (1)",
					"ALTER TABLE ddl_old.made RENAME COLUMN a TO b, RENAME COLUMN b TO a",
					"INSERT INTO ddl_old.made (a) VALUES (2)");
			assertThat(SourceFixture.changes(fixture().readAll(source, start, WANTED)))
				.extracting((change) -> change.row().get("a"))
				.containsExactly(1, 2);
			Position middle = source.latest();
			fixture().sql("INSERT INTO ddl_old.made (a) VALUES (3)", "ALTER TABLE ddl_old.made ADD KEY (a)",
					"CREATE TABLE IF NOT EXISTS ddl_old.made (x INT)", "OPTIMIZE TABLE ddl_old.made",
					"INSERT INTO ddl_old.made (a) VALUES (4)");
			assertThat(SourceFixture.changes(fixture().readAll(source, middle, WANTED)))
				.extracting((change) -> change.row().get("a"))
				.containsExactly(3, 4);
			fixture().sql("ALTER TABLE ddl_old.made RENAME COLUMN a TO b, RENAME COLUMN b TO a");
			assertThatExceptionOfType(SourceException.class)
				.isThrownBy(() -> SourceFixture.readUntilFailure(source, middle, WANTED))
				.withMessageContaining("ddl_old.made");
		}
		finally {
			fixture().sql("SET GLOBAL binlog_row_metadata=FULL");
		}
	}

	@Test
	void aTableThatIsThereIsNotTheOneThatWasToBeCreated() throws Exception {
		fixture().database("ddl");
		fixture().database("ddl_late");
		fixture().sql("SET GLOBAL binlog_row_metadata=MINIMAL");
		try {
			fixture().sql("CREATE TABLE ddl_late.late (id INT PRIMARY KEY, a INT, b INT)",
					"CREATE TABLE ddl_late._hidden (id INT PRIMARY KEY, a INT, b INT)");
			MysqlChangeSource source = fixture().source();
			String start = begun(source, WANTED.and((table) -> !table.table().equals("late")));
			assertThat(start).contains("tables=");
			fixture().sql("CREATE TABLE IF NOT EXISTS ddl_late.late (id INT PRIMARY KEY, b INT, a INT)",
					"INSERT INTO ddl_late.late (id, a, b) VALUES (1, 10, 20)",
					"CREATE TABLE IF NOT EXISTS ddl_late._hidden (id INT PRIMARY KEY, b INT, a INT)",
					"RENAME TABLE ddl_late._hidden TO ddl_late.shown",
					"INSERT INTO ddl_late.shown (id, a, b) VALUES (2, 10, 20)");
			assertThat(SourceFixture.changes(fixture().readAll(source, source.position(start), WANTED)))
				.extracting((change) -> change.row().get("a"))
				.containsExactly(10, 10);
		}
		finally {
			fixture().sql("SET GLOBAL binlog_row_metadata=FULL");
		}
	}

}
