package io.github.canalspring.source.mysql;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link StatementTarget}.
 */
class StatementTargetTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "INSERT INTO t VALUES (1)|shop.t", "insert ignore t (a, b) values (1, 'it''s')|shop.t",
					"REPLACE LOW_PRIORITY INTO `x`.`t``s` SET a = 1|x.t`s",
					"UPDATE other.t SET v = v + 1 WHERE id = 2|other.t", "DELETE FROM t WHERE id IN (1, 2)|shop.t",
					"DELETE FROM t|shop.t", "/* app */ UPDATE t SET v = CONCAT(v, 'f(x)')|shop.t" })
	void tells(String sql, String table) {
		assertThat(StatementTarget.of(sql, "shop")).isNotNull()
			.satisfies((target) -> assertThat(target.table()).hasToString(table));
	}

	@ParameterizedTest
	@ValueSource(strings = { "UPDATE a, b SET a.v = 1", "UPDATE a JOIN b ON a.id = b.id SET a.v = 1",
			"DELETE a FROM a JOIN b", "DELETE FROM a USING a JOIN b", "INSERT INTO t VALUES (f(1))",
			"INSERT INTO t SELECT x.count(1)", "INSERT INTO t SELECT `count`(1)", "INSERT INTO t SELECT count (1)",
			"INSERT INTO t VALUES ('a\\'', f(1), '')", "INSERT INTO t VALUES (1 /*!50000 , f(1) */)",
			"INSERT INTO t VALUES (1) -- f", "INSERT INTO t VALUES ('", "SELECT f(1)", "DO f(1)", "CALL p()",
			"WITH x AS (SELECT 1) UPDATE t SET v = 1", "LOAD DATA INFILE 'x' INTO TABLE t", "INSERT", "" })
	void doesNotGuess(String sql) {
		assertThat(StatementTarget.of(sql, "shop")).isNull();
	}

	@Test
	void tellsTheTableOfAChecksum() {
		assertThat(StatementTarget
			.of("REPLACE INTO `percona`.`checksums` (db, tbl, chunk, chunk_index, lower_boundary, "
					+ "upper_boundary, this_cnt, this_crc) SELECT 'shop', 'product', '1', 'PRIMARY', '1', '99', COUNT(*) AS "
					+ "cnt, COALESCE(LOWER(CONV(BIT_XOR(CAST(CRC32(CONCAT_WS('#', `id`, convert(`name` using utf8mb4), "
					+ "CONCAT(ISNULL(`name`)))) AS UNSIGNED)), 10, 16)), 0) AS crc FROM `shop`.`product` FORCE "
					+ "INDEX(`PRIMARY`) WHERE ((`id` >= '1')) AND ((`id` <= '99')) /*checksum chunk*/", "shop"))
			.satisfies((target) -> assertThat(target.table()).hasToString("percona.checksums"))
			.satisfies((target) -> assertThat(target.explains(Set.of("percona", "shop"))).isTrue())
			.satisfies((target) -> assertThat(target.explains(Set.of("shop"))).isFalse())
			.satisfies((target) -> assertThat(target.explains(Set.of("percona", "other"))).isFalse());
	}

}
