package io.github.canalspring.autoconfigure;

import io.github.canalspring.autoconfigure.CanalConnectionDetails.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JdbcUrl}.
 */
class JdbcUrlTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "jdbc:mysql://db1:3307/shop | db1:3307",
			"jdbc:mysql://db1/shop?useSSL=false&x=a:b@c | db1:3306", "jdbc:mysql://db1 | db1:3306",
			"jdbc:mysql:///shop | localhost:3306", "jdbc:mysql://:3308/shop | localhost:3308",
			"jdbc:mariadb://db1:3307,db2/shop | db1:3307 db2:3306", "JDBC:MySQL://DB1/shop | DB1:3306",
			"jdbc:mysql:loadbalance://db1,db2:3307/shop | db1:3306 db2:3307",
			"jdbc:mariadb:sequential://db1,db2/shop | db1:3306 db2:3306",
			"jdbc:mysql:replication://db1,db2,db3/shop | db1:3306",
			"jdbc:mariadb:replication://address=(host=db1)(port=3307)(type=primary),address=(host=db2)(type=replica)/shop | db1:3307",
			"jdbc:mysql:replication://address=(host=db1)(type=slave),address=(host=db2)(type=master)/shop | db2:3306",
			"jdbc:mysql://[2001:db8::1]:3307/shop | [2001:db8::1]:3307",
			"jdbc:mysql://[2001:db8::1],db2/shop | [2001:db8::1]:3306 db2:3306",
			"jdbc:mysql://(host=db1,port=3307,user=u),(host=db2)/shop | db1:3307 db2:3306",
			"jdbc:mysql://[(host=db1,port=3307),(host=db2)]/shop | db1:3307 db2:3306",
			"jdbc:mysql://address=(protocol=tcp)(host=[::1])(port=3307)/shop | [::1]:3307",
			"jdbc:mysql://user:pa@ss@db1:3307/shop | db1:3307",
			"jdbc:mysql://user:pass@(db1,db2:3307)/shop | db1:3306 db2:3307", "jdbc:p6spy:mysql://db1/shop | db1:3306",
			"jdbc:aws-wrapper:mariadb://db1/shop | db1:3306" })
	void findsTheServers(String url, String nodes) {
		assertThat(JdbcUrl.nodes(url)).extracting(Node::toString).containsExactly(nodes.split(" "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://db1/shop", "jdbc:h2:mem:shop", "jdbc:mysql+srv://db1/shop",
			"jdbc:tc:mysql:8:///shop", "", "mysql://db1/shop" })
	void knowsNoOtherUrls(String url) {
		assertThat(JdbcUrl.nodes(url)).isEmpty();
	}

	@Test
	void knowsNothingWithoutUrl() {
		assertThat(JdbcUrl.nodes(null)).isEmpty();
	}

}
