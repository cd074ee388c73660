package io.github.canalspring.sink;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TemplateOverlap}.
 */
class TemplateOverlapTests {

	@ParameterizedTest
	@CsvSource({ "product:{id}, product:{sku}, true", "product:{id}, stock:{id}, false",
			"product:{id}, product:sku:{sku}, true", "product:{id}, products:{id}, false", "{tenant}:a, b:{id}, true",
			"{a}:x, {b}:y, false", "a{x}b, a{y}, true", "a{x}b, a{y}c, false", "a{x}b{y}c, ab{z}, true",
			"{x}{y}, anything{z}, true" })
	void tellsWhetherATextMayBeOfBoth(String one, String other, boolean expected) {
		assertThat(TemplateOverlap.exists(RowTemplate.parse(one).literals(), RowTemplate.parse(other).literals()))
			.isEqualTo(expected);
		assertThat(TemplateOverlap.exists(RowTemplate.parse(other).literals(), RowTemplate.parse(one).literals()))
			.isEqualTo(expected);
	}

}
