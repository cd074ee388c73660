package io.github.canalspring.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link TextEncoder} and {@link SqlType}.
 */
class TextEncoderTests {

	private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

	static Stream<Arguments> values() {
		return Stream.of(arguments("tinyint", -128, -6, "-128"), arguments("tinyint unsigned", 127, -6, "127"),
				arguments("tinyint unsigned", 255, 5, "255"), arguments("smallint unsigned", 65535, 4, "65535"),
				arguments("mediumint unsigned", 16777215, 4, "16777215"),
				arguments("int unsigned", 4294967295L, -5, "4294967295"), arguments("int", -1, 4, "-1"),
				arguments("bigint unsigned", new BigInteger("18446744073709551615"), 3, "18446744073709551615"),
				arguments("bigint unsigned", BigInteger.ONE, -5, "1"),
				arguments("decimal(10,2)", new BigDecimal("12.50"), 3, "12.50"), arguments("float", 1.5F, 7, "1.5"),
				arguments("double", 0.1, 8, "0.1"), arguments("bit(1)", true, -7, "1"),
				arguments("bit(10)", new byte[] { 2, 3 }, -7, "515"), arguments("enum('S','M')", "M", 4, "2"),
				arguments("enum('S','M')", "", 4, "0"), arguments("set('a','b','c')", "a,c", -7, "5"),
				arguments("set('a','b','c')", "", -7, "0"), arguments("year", 2024, 12, "2024"),
				arguments("date", LocalDate.of(2024, 2, 29), 91, "2024-02-29"),
				arguments("date", "0000-00-00", 91, "0000-00-00"),
				arguments("time(1)", Duration.ofHours(-120).minusMillis(500), 92, "-120:00:00.5"),
				arguments("time", Duration.ofSeconds(3661), 92, "01:01:01"),
				arguments("datetime(6)", LocalDateTime.of(999, 1, 2, 3, 4, 5, 60_000), 93,
						"0999-01-02 03:04:05.000060"),
				arguments("datetime", LocalDateTime.of(2024, 1, 2, 3, 4), 93, "2024-01-02 03:04:00"),
				arguments("timestamp(3)", Instant.parse("2024-02-29T15:59:59.5Z"), 93, "2024-02-29 23:59:59.500"),
				arguments("varchar(40)", "grün 茶", 12, "grün 茶"), arguments("text", "t", 2005, "t"),
				arguments("varbinary(4)", new byte[] { 0, -1, 65 }, 2004, "\0ÿA"),
				arguments("blob", new byte[] { -128 }, 2004, "\u0080"),
				arguments("geometry", new byte[] { 1 }, 2004, "\1"));
	}

	@ParameterizedTest
	@MethodSource("values")
	void writesAsCanalAndIsReadBack(String type, Object value, int sqlType, String text) {
		Column column = ColumnSyntax.parse("c", type);
		assertThat(TextEncoder.of(column, ZONE).encode(value)).isEqualTo(text);
		assertThat(SqlType.of(column, SqlType.of(column), value)).isEqualTo(sqlType);
		assertThat(TextDecoder.of(column, ZONE).decode(text)).isEqualTo(value);
	}

	@Test
	void aVectorIsAList() {
		assertThat(TextEncoder.of(ColumnSyntax.parse("c", "vector(2)"), ZONE).encode(new float[] { 1, 2.5F }))
			.isEqualTo("[1.0,2.5]");
	}

	@Test
	void aLabelThatIsNoneIsRefused() {
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> TextEncoder.of(ColumnSyntax.parse("c", "enum('S')"), ZONE).encode("X"))
			.withMessageContaining("no label of enum('S')")
			.withMessageNotContaining("X");
	}

}
