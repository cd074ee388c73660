package io.github.canalspring.source.mysql;

import java.util.List;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of values with MySQL 8.0.
 */
class Mysql80ValuesIntegrationTests extends PartialJsonContract {

	@Override
	DatabaseServer.Builder server() {
		return DatabaseServer.mysql80();
	}

	@Test
	void aMissingPrivilegeForSnapshotsIsNamed() {
		fixture().database("locked");
		fixture().sql("CREATE TABLE locked.t (id INT PRIMARY KEY)", "REVOKE LOCK TABLES ON *.* FROM canal@'%'");
		try {
			assertThatExceptionOfType(SourceException.class)
				.isThrownBy(() -> fixture().source().tableReader().read(new TableId("locked", "t"), List.of(), 10))
				.withMessageContaining("locked.t")
				.satisfies(
						(failure) -> assertThat(failure.remedy()).contains("GRANT SELECT, LOCK TABLES ON `locked`.*"));
		}
		finally {
			fixture().sql("GRANT LOCK TABLES ON *.* TO canal@'%'");
		}
	}

}
