package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DocumentWriter} and {@link FieldSelection}.
 */
class DocumentWriterTests {

	@Test
	void writesEveryKindOfValue() {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		values.put("id", 7L);
		values.put("big", new BigInteger("18446744073709551615"));
		values.put("price", new BigDecimal("0.0000001000"));
		values.put("name", "Ünï \"q\" 😀");
		values.put("created_at", LocalDateTime.of(2026, 1, 31, 12, 0));
		values.put("updated_at", Instant.parse("2026-01-31T12:00:00.123456Z"));
		values.put("span", Duration.ofSeconds(-45296));
		values.put("flag", true);
		values.put("data", new byte[] { 1, 2, 3 });
		values.put("embedding", new float[] { 1, 0.1f, 1e10f });
		values.put("attributes", JsonMapper.shared().readTree("{\"a\":[1,null]}"));
		values.put("nothing", null);
		assertThat(write(all(Naming.COLUMN), Row.of(values)))
			.isEqualTo("{\"id\":7,\"big\":18446744073709551615,\"price\":0.0000001000,\"name\":\"Ünï \\\"q\\\" 😀\","
					+ "\"created_at\":\"2026-01-31T12:00:00\",\"updated_at\":\"2026-01-31T12:00:00.123456Z\","
					+ "\"span\":\"-12:34:56\",\"flag\":true,\"data\":\"AQID\",\"embedding\":[1.0,0.1,1.0E10],\"attributes\":{\"a\":[1,null]},"
					+ "\"nothing\":null}");
	}

	@Test
	void writesOneDocumentAfterTheOtherWithNothingBetween() {
		DocumentWriter writer = new DocumentWriter(all(Naming.COLUMN));
		Row row = Row.of(Map.of("id", 1));
		assertThat(writer.write(row)).isEqualTo(writer.write(row)).asString().isEqualTo("{\"id\":1}");
	}

	@Test
	void writesTextsAndNumbersAsJacksonDoes() {
		JsonMapper jackson = JsonMapper.shared();
		Random random = new Random(5);
		DocumentWriter writer = new DocumentWriter(all(Naming.COLUMN));
		Columns columns = new Columns(List.of("te\"xt", "number"));
		for (int round = 0; round < 5000; round++) {
			String text = random.ints(random.nextInt(40), 0, (round % 2 == 0) ? 128 : 0x2FFFF)
				.filter((character) -> character < 0xD800 || character > 0xDFFF)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
			long number = random.nextLong() >> random.nextInt(64);
			assertThat(
					new String(writer.write(new Row(columns, new Object[] { text, number })), StandardCharsets.UTF_8))
				.isEqualTo("{\"te\\\"xt\":" + jackson.writeValueAsString(text) + ",\"number\":" + number + "}");
		}
		for (long number : new long[] { 0, 9, 10, -1, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE }) {
			assertThat(write(all(Naming.COLUMN), Row.of(Map.of("n", number)))).isEqualTo("{\"n\":" + number + "}");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"a\":{}}", "{\"a\":[{}],\"b\":{\"c\":{\"d\":[]}}}", "\"\\n\"", "7",
			"-9223372036854775808", "1.50", "123456789012345678901234567890", "null", "true",
			"{\"\\\"\":false,\"n\":null,\"x\":[1,\"y\",2.5]}" })
	void writesDocumentsAsTheyAre(String document) {
		JsonMapper jackson = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
		JsonNode node = jackson.readTree(document);
		assertThat(write(all(Naming.COLUMN), Row.of(Map.of("json", node)))).isEqualTo("{\"json\":"
				+ JsonMapper.builder(JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build())
					.build()
					.writeValueAsString(node)
				+ "}");
	}

	@Test
	void writesLongTextsAndDocuments() {
		String text = "\u0001é".repeat(10_000);
		String json = write(all(Naming.COLUMN), Row
			.of(new TreeMap<>(Map.of("a", text, "b", JsonMapper.shared().createArrayNode().add(text), "c", 1.5))));
		assertThat(json).isEqualTo("{\"a\":\"" + "\\u0001é".repeat(10_000) + "\",\"b\":[\"" + "\\u0001é".repeat(10_000)
				+ "\"],\"c\":1.5}");
	}

	@Test
	void selectsAndNames() {
		Row row = Row.of(new LinkedHashMap<>(Map.of("category_id", 3)));
		assertThat(write(all(Naming.CAMEL_CASE), row)).isEqualTo("{\"categoryId\":3}");
		assertThat(write(new FieldSelection(List.of(), List.of("CATEGORY_ID"), Naming.COLUMN), row)).isEqualTo("{}");
		assertThat(write(new FieldSelection(List.of("Category_Id"), List.of(), Naming.COLUMN), row))
			.isEqualTo("{\"category_id\":3}");
	}

	@Test
	void refusesAColumnThatIsNotThere() {
		DocumentWriter writer = new DocumentWriter(new FieldSelection(List.of(), List.of("cost_price"), Naming.COLUMN));
		assertThatIllegalArgumentException().isThrownBy(() -> writer.write(Row.of(Map.of("id", 1))))
			.withMessageContaining("'cost_price'");
	}

	private static FieldSelection all(Naming naming) {
		return new FieldSelection(List.of(), List.of(), naming);
	}

	private static String write(FieldSelection selection, Row row) {
		return new String(new DocumentWriter(selection).write(row), StandardCharsets.UTF_8);
	}

}
