package io.github.canalspring.source.mysql;

import io.github.canalspring.source.TableId;
import io.github.canalspring.source.mysql.Statement.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Statement}.
 */
class StatementTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "BEGIN|BEGIN", "COMMIT|COMMIT", "ROLLBACK|ROLLBACK",
			"ROLLBACK TO `s`|ROLLBACK_TO_SAVEPOINT", "SAVEPOINT `s`|OTHER", "XA START X'61',X'',1|XA_START",
			"XA END X'61',X'',1|XA_END", "XA COMMIT X'61',X'',1|XA_COMMIT", "XA ROLLBACK X'61',X'',1|XA_ROLLBACK",
			"insert into t values (1)|ROWS", "/* app */ UPDATE t SET v = 1|ROWS", "-- note|OTHER",
			"WITH x AS (SELECT 1) DELETE FROM t|ROWS", "DELETE FROM t WHERE id = 1|ROWS",
			"DELETE FROM `shop`.`t`|EMPTY_TABLE", "TRUNCATE t|DEFINITION", "/*!40000 TRUNCATE TABLE t */|DEFINITION",
			"DROP TABLE IF EXISTS `t`|DEFINITION", "RENAME TABLE t TO u|DEFINITION",
			"ALTER TABLE t ADD c INT|DEFINITION", "CREATE TABLE t (id INT)|DEFINITION",
			"CREATE TABLE t AS SELECT * FROM u|CREATE_WITH_ROWS", "CREATE TABLE t (v INT COMMENT 'select')|DEFINITION",
			"CREATE VIEW v AS SELECT 1|DEFINITION", "GRANT SELECT ON *.* TO a|OTHER" })
	void kinds(String sql, Kind kind) {
		assertThat(Statement.of(sql, "shop").kind()).isEqualTo(kind);
	}

	@Test
	void names() {
		assertThat(Statement.of("CREATE TABLE `d`.`e``f` SELECT 1", "shop").tables())
			.containsExactly(new TableId("d", "e`f"));
		assertThat(Statement.of("DELETE FROM t /* as it was in memory */", "shop").tables())
			.containsExactly(new TableId("shop", "t"));
	}

}
