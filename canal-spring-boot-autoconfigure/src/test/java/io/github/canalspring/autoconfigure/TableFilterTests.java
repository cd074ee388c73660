package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link TableFilter}.
 */
class TableFilterTests {

	private static final TableId PRODUCT = new TableId("shop", "product");

	@Test
	void takesEverythingByDefault() {
		assertThat(filter(List.of(), List.of())).accepts(PRODUCT);
	}

	@Test
	void matchesTheWholeNameInAnyCase() {
		assertThat(filter(List.of("SHOP\\..*"), List.of())).accepts(PRODUCT, new TableId("Shop", "Order"))
			.rejects(new TableId("shop2", "product"), new TableId("workshop", "product"));
		assertThat(filter(List.of("shop\\.prod"), List.of())).rejects(PRODUCT);
	}

	@Test
	void exclusionGoesBeforeInclusion() {
		assertThat(filter(List.of("shop\\..*", "crm\\.person"), List.of("shop\\.audit_.*", ".*\\.tmp")))
			.accepts(PRODUCT, new TableId("crm", "person"))
			.rejects(new TableId("shop", "audit_2026"), new TableId("shop", "tmp"), new TableId("crm", "address"));
	}

	@Test
	void namesAnExpressionThatCannotBeRead() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> filter(List.of("shop\\..*", "shop.("), List.of()))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("canal.filter.include[1]");
				assertThat(ex.getValue()).isEqualTo("shop.(");
				assertThat(ex.problem()).isEqualTo("not a regular expression: Unclosed group near character 7");
				assertThat(ex.remedy()).isEqualTo(
						"Write one that matches the whole of database.table, such as shop\\..* for all tables of shop.");
			});
	}

	private static TableFilter filter(List<String> include, List<String> exclude) {
		return new TableFilter("canal.filter", new CanalProperties.Filter(include, exclude));
	}

}
