package io.github.canalspring.source.mysql;

import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AccessFailure}.
 */
class AccessFailureTests {

	private static final HostPort HOST = new HostPort("db", 3306);

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"unsupported authentication method: client_ed25519|client_ed25519|IDENTIFIED VIA mysql_native_password",
			"Unable to load authentication plugin 'parsec'.|parsec|IDENTIFIED VIA mysql_native_password",
			"unsupported authentication method: sha256_password|sha256_password|IDENTIFIED WITH caching_sha2_password" })
	void namesThePlugin(String message, String plugin, String remedy) {
		SourceException failure = AccessFailure.of(HOST, "canal", 0, message, new IllegalStateException());
		assertThat(failure).isNotNull().hasMessageContaining("by the plugin " + plugin);
		assertThat(failure.remedy()).startsWith("ALTER USER 'canal'@'%' " + remedy);
	}

	@Test
	void namesThePropertiesThatTellOfTheServer() {
		HostPort stock = new HostPort("db", 3306, "canal.servers.stock");
		SourceException failure = AccessFailure.of(stock, "canal", 1045, "Access denied", new IllegalStateException());
		assertThat(failure).isNotNull();
		assertThat(failure.remedy()).contains("canal.servers.stock.user-name", "canal.servers.stock.user-pass");
		assertThat(new OtherServerException(stock, "Another one", null).remedy()).contains("canal.servers.stock.ip ");
		assertThat(new BinlogPurgedException(stock, "Gone", null).remedy()).contains("canal.servers.stock.start-from:");
		assertThat(new BinlogPurgedException(HOST, "Gone", null).remedy()).contains("canal.start-from:");
		assertThat(new BinlogDamagedException(stock, "Bad", null).remedy()).contains("canal.servers.stock.start-from ");
		ColumnsUnknownException unknown = new ColumnsUnknownException(new TableId("shop", "product"), "gone");
		assertThat(unknown.at(stock, "binlog.000001:4").remedy()).contains("canal.servers.stock.start-from:");
		assertThat(unknown.at(HOST, "binlog.000001:4").remedy()).contains("canal.start-from:");
		assertThat(stock.exclude()).isEqualTo("canal.servers.stock.filter.exclude");
		assertThat(HOST.exclude()).isEqualTo("canal.filter.exclude");
	}

	@Test
	void othersAreNoneOfItsConcern() {
		assertThat(AccessFailure.of(HOST, "canal", 1040, "Too many connections", new IllegalStateException())).isNull();
	}

}
