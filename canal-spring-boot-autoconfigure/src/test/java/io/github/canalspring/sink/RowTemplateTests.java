package io.github.canalspring.sink;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RowTemplate}.
 */
class RowTemplateTests {

	private final Row row = Row.of(new LinkedHashMap<>(Map.of("id", 42L, "sku", "A-1")));

	@ParameterizedTest
	@CsvSource({ "{id},42", "product:{id},product:42", "{sku}:{ID}!,A-1:42!", "p:{{{id}}}:x,p:{42}:x" })
	void rendersColumns(String template, String text) {
		assertThat(render(template, this.row)).isEqualTo(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "product", "{}", "a{id", "a}b{id}", "{a{b}}", "" })
	void refusesWhatCannotBeAKey(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> RowTemplate.parse(template))
			.withMessageContaining("'" + template + "'")
			.withMessageContaining("product:{id}");
	}

	@Test
	void namesAMissingColumn() {
		assertThatIllegalArgumentException().isThrownBy(() -> render("{nope}", this.row))
			.withMessageContaining("'nope'");
	}

	@Test
	void aRowWithNullInTheKeyHasNone() {
		Map<String, @Nullable Object> values = Collections.singletonMap("id", null);
		assertThat(render("product:{id}", Row.of(values))).isNull();
	}

	private static @Nullable String render(String template, Row row) {
		return RowTemplate.parse(template).bind(row.columns()).render(row);
	}

}
