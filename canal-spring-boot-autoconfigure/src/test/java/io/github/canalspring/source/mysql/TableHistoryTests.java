package io.github.canalspring.source.mysql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TableHistory} and {@link DdlParser}.
 */
class TableHistoryTests {

	private static final ServerVersion MARIADB = new ServerVersion(true, 110_402);

	private static final ServerVersion MYSQL = new ServerVersion(false, 90_700);

	private static final TableHistory BEGUN = new TableHistory(Map.of(), Set.of(), Map.of("shop", "latin1"), true);

	private static final String BASE = "CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(10), c INT)";

	private static Ddl parse(String sql, ServerVersion server) {
		return DdlParser.parse(sql, "shop", new SqlDialect(0, server, false), "utf8mb4");
	}

	private static TableHistory after(TableHistory history, ServerVersion server, String... statements) {
		TableHistory last = history;
		for (String sql : statements) {
			last = last.after(parse(sql, server), false, (table) -> table.database().equals("shop"));
		}
		return last;
	}

	private static String names(TableHistory history, String table) {
		TableDefinition found = history.get(new TableId("shop", table));
		return (found == null) ? "unknown"
				: found.columns().stream().map(ColumnSpec::name).collect(Collectors.joining(" ")) + " / "
						+ String.join(" ", found.primaryKey());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "ADD d INT|id a b c d / id", "ADD COLUMN d INT NOT NULL DEFAULT 5 FIRST|d id a b c / id",
					"ADD d INT AFTER a, ADD e DATETIME(6) DEFAULT NOW(6) AFTER d|id a d e b c / id",
					"ADD (d INT, e INT COMMENT 'x, y')|id a b c d e / id",
					"ADD `index` INT DEFAULT -1, DROP COLUMN a|id b c index / id",
					"RENAME COLUMN a TO c, RENAME COLUMN c TO a|id c b a / id",
					"CHANGE a c INT, CHANGE c a INT|id c b a / id", "CHANGE a d BIGINT UNSIGNED FIRST|d id b c / id",
					"MODIFY c INT AFTER id, MODIFY a INT AFTER b|id c b a / id",
					"CHANGE id pk INT NOT NULL|pk a b c / pk", "DROP a, DROP b, ADD a TEXT AFTER c|id c a / id",
					"DROP PRIMARY KEY|id a b c / ''", "DROP PRIMARY KEY, ADD PRIMARY KEY (ID, c)|id a b c / id c",
					"ADD INDEX x (a), ADD UNIQUE KEY y (b(3), c DESC)|id a b c / id",
					"ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES o (id) ON DELETE SET NULL|id a b c / id",
					"ENGINE=InnoDB, ROW_FORMAT=DYNAMIC COMMENT 'ADD d INT'|id a b c / id",
					"ORDER BY a, b|id a b c / id", "PARTITION BY HASH (id) PARTITIONS 4|id a b c / id",
					"ALTER a SET DEFAULT 5, ALGORITHM=INPLACE, LOCK=NONE|id a b c / id",
					"ADD d INT GENERATED ALWAYS AS (a + 1) VIRTUAL|id a b c d / id", "FORCE|id a b c / id",
					"ADD IF NOT EXISTS a INT, DROP COLUMN IF EXISTS x|id a b c / id",
					"DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin|id a b c / id",
					"/*!50100 ADD d INT */ /*M!999999 , ADD e INT */|id a b c d / id" })
	void alterations(String parts, String columns) {
		TableHistory history = after(BEGUN, MARIADB, BASE, "ALTER TABLE `shop`.t " + parts);
		assertThat(names(history, "t")).isEqualTo(columns.replace("''", ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ADD d MYSTERY", "ADD d INT DEFAULT 1 + 2", "CONVERT TO CHARACTER SET utf8mb4",
			"ADD SYSTEM VERSIONING", "DROP nothing", "ADD a INT", "ADD d INT AFTER nothing", "CHANGE a b INT",
			"ADD d INT REFERENCES o (id) AFTER a", "ADD d CHAR(1) CHARACTER SET armscii8", "SOMETHING NEW",
			"ADD d VARCHAR(20000) CHARACTER SET utf8mb4", "DEFAULT CHARACTER SET utf8mb4, ADD d CHAR(3)" })
	void whatIsNotUnderstoodIsNotGuessed(String parts) {
		TableHistory history = after(BEGUN, MARIADB, BASE, "CREATE TABLE u LIKE t", "ALTER TABLE t " + parts);
		assertThat(names(history, "t")).isEqualTo("unknown");
		assertThat(names(history, "u")).isEqualTo("id a b c / id");
		assertThat(parse("ALTER TABLE t " + parts, MARIADB).concerns(new TableId("shop", "t"))).isTrue();
	}

	@Test
	void tablesAreMoved() {
		TableHistory history = after(BEGUN, MYSQL, BASE, "CREATE TABLE u (x INT)",
				"RENAME TABLE t TO _tmp, u TO t, _tmp TO u");
		assertThat(names(history, "t")).isEqualTo("x / ");
		assertThat(names(history, "u")).isEqualTo("id a b c / id");
		history = after(history, MYSQL, "ALTER TABLE u ADD d INT, RENAME TO v", "DROP TABLE IF EXISTS t, other.t");
		assertThat(names(history, "v")).isEqualTo("id a b c d / id");
		assertThat(names(history, "u")).isEqualTo("unknown");
		assertThat(names(history, "t")).isEqualTo("unknown");
		history = after(history, MYSQL, "CREATE TABLE IF NOT EXISTS v (y INT)", "RENAME TABLE unseen TO w2",
				"CREATE TABLE IF NOT EXISTS w2 (y INT)");
		assertThat(names(history, "v")).isEqualTo("id a b c d / id");
		assertThat(names(history, "w2")).isEqualTo("unknown");
		assertThat(names(after(history, MYSQL, "DROP DATABASE shop"), "v")).isEqualTo("unknown");
	}

	@Test
	void aTableIsCreatedIfItIsKnownNotToExist() {
		TableHistory history = after(BEGUN, MYSQL, BASE, "DROP TABLE IF EXISTS t");
		String again = "CREATE TABLE IF NOT EXISTS t (x INT)";
		assertThat(names(after(history, MYSQL, again), "t")).isEqualTo("x / ");
		assertThat(names(after(TableHistory.parse(history.text()), MYSQL, again), "t")).isEqualTo("x / ");
		assertThat(names(after(history, MYSQL, again, "CREATE TABLE IF NOT EXISTS t (y INT)"), "t")).isEqualTo("x / ");
		assertThat(names(after(history, MYSQL, "CREATE DATABASE other", again), "t")).isEqualTo("x / ");
		assertThat(names(after(BEGUN, MYSQL, BASE, "DROP DATABASE shop", again), "t")).isEqualTo("x / ");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "CREATE TABLE other.u (x INT)", "RENAME TABLE unseen TO t", "CREATE VIEW t AS SELECT 1 AS x",
					"CREATE ALGORITHM=MERGE VIEW t AS TABLE u", "CREATE SEQUENCE t", "CREATE TABLE t AS SELECT 1 AS x",
					"ALTER TABLE unseen RENAME t", "CREATE TABLE IF NOT EXISTS t LIKE unseen" })
	void aTableThatMayExistIsNotCreated(String sql) {
		TableHistory history = sql.contains("other") ? BEGUN : after(BEGUN, MARIADB, "DROP TABLE t");
		history = after(history, MARIADB, sql, "CREATE TABLE IF NOT EXISTS t (x INT)");
		assertThat(names(history, "t")).isEqualTo("unknown");
	}

	@Test
	void definitionsAreThoseOfTheServer() {
		TableHistory history = after(BEGUN, MYSQL,
				"CREATE TABLE t (a VARCHAR(10), b VARCHAR(10) CHARSET utf8mb4 NOT NULL, "
						+ "c TEXT(300) COLLATE utf8mb4_bin, d DECIMAL, e ENUM('x ','y''z\\'') DEFAULT 'x', "
						+ "f TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, g BOOL, "
						+ "h CHAR(3) CHARACTER SET binary, i BIT, j FLOAT(30), k DOUBLE(5,2) UNSIGNED, l SERIAL, "
						+ "m BLOB(10), n JSON, UNIQUE (a)) DEFAULT CHARSET=gbk COLLATE gbk_bin COMMENT='(' "
						+ "/*!50100 PARTITION BY RANGE (d) (PARTITION p VALUES LESS THAN (5)) */");
		TableDefinition table = history.get(new TableId("shop", "t"));
		assertThat(table.charset()).isEqualTo("gbk");
		assertThat(table.columns()).containsExactly(
				new ColumnSpec("a", "varchar", 20, 0, false, true, "gbk", List.of(), false),
				new ColumnSpec("b", "varchar", 40, 0, false, false, "utf8mb4", List.of(), false),
				new ColumnSpec("c", "text", 65535, 0, false, true, "utf8mb4", List.of(), false),
				new ColumnSpec("d", "decimal", 10, 0, false, true, "binary", List.of(), false),
				new ColumnSpec("e", "enum", 0, 0, false, true, "gbk", List.of("x", "y'z'"), false),
				new ColumnSpec("f", "timestamp", 0, 0, false, null, "binary", List.of(), false),
				new ColumnSpec("g", "tinyint", 0, 0, false, true, "binary", List.of(), false),
				new ColumnSpec("h", "binary", 3, 0, false, true, "binary", List.of(), false),
				new ColumnSpec("i", "bit", 1, 0, false, true, "binary", List.of(), false),
				new ColumnSpec("j", "double", 0, 0, false, true, "binary", List.of(), false),
				new ColumnSpec("k", "double", 0, 0, true, true, "binary", List.of(), false),
				new ColumnSpec("l", "bigint", 0, 0, true, false, "binary", List.of(), false),
				new ColumnSpec("m", "tinyblob", 255, 0, false, true, "binary", List.of(), false),
				new ColumnSpec("n", "json", 0, 0, false, true, "binary", List.of(), false));
	}

	@Test
	void theDatabaseGivesTheCharacterSet() {
		String create = "CREATE TABLE t (a CHAR(2))";
		assertThat(after(BEGUN, MYSQL, create).get(new TableId("shop", "t")).charset()).isEqualTo("latin1");
		assertThat(after(BEGUN, MYSQL, "ALTER DATABASE shop COLLATE gbk_bin", create).get(new TableId("shop", "t"))
			.charset()).isEqualTo("gbk");
		assertThat(
				after(BEGUN, MYSQL, "DROP DATABASE shop", "CREATE DATABASE shop", create).get(new TableId("shop", "t"))
					.charset())
			.isEqualTo("utf8mb4");
		TableHistory unknown = new TableHistory(Map.of(), Set.of(), Map.of(), true);
		assertThat(names(after(unknown, MYSQL, create), "t")).isEqualTo("unknown");
		assertThat(names(after(unknown, MYSQL, "CREATE TABLE t (a INT)"), "t")).isEqualTo("a / ");
	}

	@Test
	void whatIsReplaced() {
		assertThat(replaced("TRUNCATE t")).containsExactly("shop.t");
		assertThat(replaced("/*!40000 TRUNCATE TABLE x.t */")).containsExactly("x.t");
		assertThat(replaced("SET STATEMENT lock_wait_timeout=5 FOR TRUNCATE TABLE t")).containsExactly("shop.t");
		assertThat(replaced("DROP TABLE a, b.c")).containsExactlyInAnyOrder("shop.a", "b.c");
		assertThat(replaced("RENAME TABLE a TO b")).containsExactlyInAnyOrder("shop.a", "shop.b");
		assertThat(replaced("ALTER TABLE a RENAME b")).containsExactlyInAnyOrder("shop.a", "shop.b");
		assertThat(replaced("ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u WITHOUT VALIDATION"))
			.containsExactlyInAnyOrder("shop.t", "shop.u");
		assertThat(replaced("ALTER TABLE t TRUNCATE PARTITION p, q")).containsExactly("shop.t");
		assertThat(replaced("ALTER TABLE t DROP PARTITION p, q")).containsExactly("shop.t");
		assertThat(replaced("ALTER TABLE t IMPORT TABLESPACE")).containsExactly("shop.t");
		assertThat(replaced("CREATE OR REPLACE TABLE t (id INT)")).containsExactly("shop.t");
		assertThat(replaced("ALTER TABLE t ADD c INT DEFAULT 1")).containsExactly("shop.t");
		for (String nothing : List.of("CREATE TABLE t (id INT)", "ALTER TABLE t ADD INDEX (a)", "DROP VIEW t",
				"ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (9))", "DROP TEMPORARY TABLE t",
				"ALTER TABLE t COMMENT 'x'", "CREATE INDEX i ON t (a)", "GRANT SELECT ON t TO u", "OPTIMIZE TABLE t")) {
			assertThat(replaced(nothing)).as(nothing).isEmpty();
			assertThat(parse(nothing, MARIADB).isUnclear()).as(nothing).isFalse();
		}
	}

	private static List<String> replaced(String sql) {
		return parse(sql, MARIADB).replaced().stream().map(TableId::toString).toList();
	}

	@Test
	void aTextHoldsEverything() {
		TableHistory history = after(BEGUN, MYSQL, BASE,
				"CREATE TABLE e (a ENUM('\u00e9','x') CHARACTER SET latin1, " + "b TIMESTAMP)",
				"ALTER TABLE nowhere ADD x INT");
		String text = history.text();
		assertThat(text).matches("[\\w-]+");
		assertThat(TableHistory.parse(text)).isEqualTo(history);
		BinlogPosition position = BinlogPosition.of("binlog.000001", 4).withTables(history);
		assertThat(BinlogPosition.parse(position.text())).isEqualTo(position);
	}

	@Test
	void aTextOfOlderReleasesTellsNoDrops() {
		String text = "eJzFkjFuwzAMRe_CWUO8-go9QuCBclhbqEwbotTCMHz3kFHgdMiSZuhGfnx-PgncIKOPJNCeNwgXaDe4oEooBC3IOC_gqkXb"
				+ "DLuDfo5l4jrAOJmuc2pal1vNWZtIPOQR2pMD6dGGtSosYWDSJZ8YhRxwibFG34V-xCSUNcYHxrRaEnqKtq2z1dOSSOSI2N3BgO8i"
				+ "5FTeI_APgm9MFvSLovkrRsQcuHkBo_-nj1BxSWFS6wetarKr6J68xIyFv3j-4XtUdYjd3u3gHlYHnobClWm_AlGc4xQ";
		TableHistory history = TableHistory.parse(text);
		assertThat(history).isEqualTo(after(BEGUN, MYSQL, BASE));
		assertThat(names(after(history, MYSQL, "CREATE TABLE IF NOT EXISTS u (x INT)"), "u")).isEqualTo("unknown");
		assertThat(names(after(history, MYSQL, "DROP TABLE t", "CREATE TABLE IF NOT EXISTS t (x INT)"), "t"))
			.isEqualTo("x / ");
	}

	@Test
	void commentsAreLeftOut() {
		assertThat(names(
				after(BEGUN, MYSQL, "-- one\n" + BASE, "ALTER /* , */ TABLE t ADD d INT -- two\n, ADD e INT # 3"), "t"))
			.isEqualTo("id a b c d e / id");
	}

	@Test
	void quotesAndBackslashesAreTheSessions() {
		SqlDialect ansi = new SqlDialect(1 << 2 | 1 << 20, MYSQL, true);
		Ddl ddl = DdlParser.parse("DROP TABLE \"A\\\"", "shop", ansi, null);
		assertThat(ddl.replaced()).containsExactly(new TableId("shop", "a\\"));
		assertThat(parse("DROP TABLE \"a\"", MYSQL).isUnclear()).isTrue();
		assertThat(names(after(BEGUN, MYSQL, BASE, "ALTER TABLE t ADD x INT COMMENT 'a\\', ADD y INT'"), "t"))
			.isEqualTo("id a b c x / id");
	}

	@Test
	void tablesThatAreNotWantedAreKeptInSmallNumbers() {
		TableHistory history = BEGUN;
		for (int number = 0; number < 100; number++) {
			history = history.after(parse("CREATE TABLE x" + number + " (id INT)", MYSQL), false,
					(table) -> table.table().equals("t"));
		}
		assertThat(names(history, "x99")).isEqualTo("id / ");
		assertThat(names(history, "x1")).isEqualTo("unknown");
		assertThat(history.in("shop")).hasSize(32);
	}

}
