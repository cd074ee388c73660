package io.github.canalspring.sink.elasticsearch;

import java.util.List;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ElasticsearchMapping}.
 */
class ElasticsearchMappingTests {

	@Test
	void aNameMatchesItself() {
		ElasticsearchMapping mapping = mapping("shop.product", "product");
		assertThat(mapping.table().matches(new TableId("shop", "product"))).isTrue();
		assertThat(mapping.table().matches(new TableId("shop", "product_old"))).isFalse();
		assertThat(mapping.tableId()).isEqualTo(new TableId("shop", "product"));
	}

	@Test
	void aWildcardStaysWithinAName() {
		ElasticsearchMapping mapping = mapping("shop_*.order_*", "order");
		assertThat(mapping.table().matches(new TableId("shop_1", "order_7"))).isTrue();
		assertThat(mapping.table().matches(new TableId("shop_1", "stock"))).isFalse();
		assertThat(mapping.table().matches(new TableId("bar", "order_7"))).isFalse();
		assertThat(mapping.tableId()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "product", ".product", "shop.", "a.b.c" })
	void refusesATableWithoutDatabase(String table) {
		assertThatIllegalArgumentException().isThrownBy(() -> mapping(table, "product"))
			.withMessageContaining("'" + table + "'")
			.withMessageContaining("shop.product");
	}

	private static ElasticsearchMapping mapping(String table, String index) {
		return new ElasticsearchMapping(TablePattern.parse(table),
				new DocumentTarget(IndexName.parse(index), RowTemplate.parse("{id}")), IndexDefinition.DERIVED,
				new FieldSelection(List.of(), List.of(), Naming.COLUMN), RowCondition.ALWAYS);
	}

}
