package io.github.canalspring.sink;

import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Columns;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FieldSelection}.
 */
class FieldSelectionTests {

	private static final Columns COLUMNS = new Columns(List.of("id", "category_id", "cost_price"));

	@Test
	void renamesColumnsBeforeNaming() {
		assertThat(fields(List.of("COST_PRICE"), Naming.CAMEL_CASE, Map.of("Category_ID", "the category")))
			.containsExactly("id", "the category");
		assertThat(fields(List.of(), Naming.CAMEL_CASE, Map.of("id", "key"))).containsExactly("key", "categoryId",
				"costPrice");
		assertThat(fields(List.of(), Naming.COLUMN, Map.of("id", "category_id", "category_id", "id")))
			.containsExactly("category_id", "id", "cost_price");
	}

	@Test
	void refusesToRenameWhatIsNotThere() {
		assertThatIllegalArgumentException().isThrownBy(() -> fields(List.of(), Naming.COLUMN, Map.of("nope", "x")))
			.withMessageContaining("'nope'")
			.withMessageContaining("category_id");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> fields(List.of("cost_price"), Naming.COLUMN, Map.of("cost_price", "x")))
			.withMessageContaining("cost_price")
			.withMessageContaining("left out");
	}

	@Test
	void refusesTwoFieldsOfOneName() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> fields(List.of(), Naming.CAMEL_CASE, Map.of("id", "categoryId")))
			.withMessageContaining("'categoryId'");
	}

	private static List<String> fields(List<String> exclude, Naming naming, Map<String, String> rename) {
		return new FieldSelection(List.of(), exclude, naming, rename).fields(COLUMNS)
			.stream()
			.map(FieldSelection.Field::name)
			.toList();
	}

}
