package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link IndexDefinition}.
 */
class IndexDefinitionTests {

	@Test
	void readsSettingsAndMappings() {
		IndexDefinition definition = parse("{\"settings\":{\"number_of_shards\":3},\"mappings\":{\"dynamic\":false}}");
		assertThat(definition.settings()).hasToString("{\"number_of_shards\":3}");
		assertThat(definition.mappings()).hasToString("{\"dynamic\":false}");
		assertThat(definition.withAlias("products").alias()).isEqualTo("products");
	}

	@Test
	void eitherMayBeMissing() {
		assertThat(parse("{\"settings\":{\"number_of_shards\":3}}").mappings()).isNull();
		assertThat(parse("{\"mappings\":{}}").settings()).hasToString("{}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "7", "{\"settings\":", "{\"mapping\":{}}", "{\"settings\":7}",
			"{\"mappings\":null}" })
	void refusesWhatCannotMakeAnIndex(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> parse(json)).withMessageContaining(". Write ");
	}

	private static IndexDefinition parse(String json) {
		return IndexDefinition.parse(json.getBytes(StandardCharsets.UTF_8));
	}

}
