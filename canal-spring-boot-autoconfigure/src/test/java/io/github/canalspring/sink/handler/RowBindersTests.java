package io.github.canalspring.sink.handler;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.canalspring.event.Columns;
import io.github.canalspring.event.EncodedRows;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;
import org.springframework.core.convert.support.DefaultConversionService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link RowBinders}, {@link TypeBinder} and {@link Conversions}.
 */
class RowBindersTests {

	private static final TableId TABLE = new TableId("shop", "product");

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final DefaultConversionService conversionService = new DefaultConversionService();

	private final RowBinders binders = new RowBinders(JSON, this.conversionService);

	static Stream<Arguments> fitting() {
		Instant time = Instant.parse("2026-01-31T12:00:00.123456Z");
		UUID uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
		JsonNode json = JSON.readTree("{\"color\":\"red\",\"sizes\":[1,2]}");
		return Stream.of(arguments("anInt", 7, 7), arguments("anInt", 7L, 7),
				arguments("anInt", new BigDecimal("7.00"), 7), arguments("anInt", BigInteger.TEN, 10),
				arguments("anInt", 7.0, 7), arguments("anInt", "7", 7), arguments("aByte", -128, (byte) -128),
				arguments("aShort", 32767L, (short) 32767), arguments("aLong", 7, 7L),
				arguments("aLong", new BigInteger("9223372036854775807"), Long.MAX_VALUE),
				arguments("aDouble", 0.1f, 0.1d), arguments("aDouble", new BigDecimal("19.99"), 19.99d),
				arguments("aDouble", 7, 7d), arguments("aFloat", 0.1d, 0.1f), arguments("aFloat", 0.1f, 0.1f),
				arguments("aBoolean", 1, true), arguments("aBoolean", 0, false), arguments("aBoolean", true, true),
				arguments("boxedBoolean", null, null), arguments("boxedInt", null, null),
				arguments("decimal", new BigDecimal("1.10"), new BigDecimal("1.10")),
				arguments("decimal", 5, new BigDecimal("5")), arguments("decimal", 0.1f, new BigDecimal("0.1")),
				arguments("bigInteger", 5L, BigInteger.valueOf(5)),
				arguments("bigInteger", new BigDecimal("1E+3"), BigInteger.valueOf(1000)), arguments("text", "a", "a"),
				arguments("text", 5, "5"), arguments("text", null, null),
				arguments("text", new BigDecimal("1E+3"), "1000"), arguments("text", json, json.toString()),
				arguments("text", LocalDateTime.of(2026, 1, 1, 0, 0), "2026-01-01T00:00:00"),
				arguments("instant", time, time), arguments("offsetDateTime", time, time.atOffset(ZoneOffset.UTC)),
				arguments("zonedDateTime", time, time.atZone(ZoneOffset.UTC)),
				arguments("date", Instant.ofEpochMilli(5), new Date(5)),
				arguments("localDateTime", LocalDateTime.MAX, LocalDateTime.MAX),
				arguments("localDate", LocalDate.MAX, LocalDate.MAX),
				arguments("localTime", Duration.ofHours(23), LocalTime.of(23, 0)),
				arguments("duration", Duration.ofHours(-30), Duration.ofHours(-30)),
				arguments("year", 2026, Year.of(2026)), arguments("uuid", uuid.toString(), uuid),
				arguments("uuid",
						ByteBuffer.allocate(16)
							.putLong(uuid.getMostSignificantBits())
							.putLong(uuid.getLeastSignificantBits())
							.array(),
						uuid),
				arguments("color", "RED", Color.RED), arguments("color", "red", Color.RED),
				arguments("bytes", new byte[] { 1 }, new byte[] { 1 }), arguments("json", json, json),
				arguments("vector", new float[] { 1, 0.1f }, new float[] { 1, 0.1f }),
				arguments("text", new float[] { 1, 0.1f }, "[1.0,0.1]"),
				arguments("details", json, new Details("red", List.of(1, 2))),
				arguments("map", json, Map.of("color", "red", "sizes", List.of(1, 2))),
				arguments("numbers", JSON.readTree("[1,2]"), List.of(1, 2)),
				arguments("colors", "RED,GREEN", Set.of(Color.RED, Color.GREEN)), arguments("anything", 5, 5),
				arguments("anything", json, json), arguments("details", JSON.readTree("null"), null),
				arguments("json", JSON.readTree("null"), JSON.readTree("null")), arguments("money", 5, new Money(5)),
				arguments("money", null, null));
	}

	@ParameterizedTest
	@MethodSource("fitting")
	void bindsWhatFits(String property, @Nullable Object value, @Nullable Object expected) {
		this.conversionService.addConverter(Integer.class, Money.class, Money::new);
		Object record = bind(Everything.class, row(property, value));
		assertThat(record).extracting(property).isEqualTo(expected);
		Object bean = bind(Bean.class, row("anInt", 1));
		assertThat(bean).extracting("anInt").isEqualTo(1);
	}

	static Stream<Arguments> unfitting() {
		return Stream.of(arguments("aByte", 300, "Integer", "byte"), arguments("aShort", 32768, "Integer", "short"),
				arguments("anInt", 2147483648L, "Long", "int"),
				arguments("aLong", new BigDecimal("19.99"), "BigDecimal", "long"),
				arguments("aLong", new BigInteger("18446744073709551615"), "BigInteger", "long"),
				arguments("anInt", 1.5d, "Double", "int"), arguments("anInt", "19.99", "String", "int"),
				arguments("anInt", true, "Boolean", "int"), arguments("boxedInt", 1999L << 32, "Long", "Integer"),
				arguments("aDouble", new BigDecimal("0.12345678901234567890"), "BigDecimal", "double"),
				arguments("aDouble", 9007199254740993L, "Long", "double"),
				arguments("aFloat", 19.99000000001d, "Double", "float"),
				arguments("bigInteger", new BigDecimal("19.99"), "BigDecimal", "BigInteger"),
				arguments("aBoolean", "19.99", "String", "boolean"),
				arguments("text", new byte[] { 19, 99 }, "byte[]", "String"),
				arguments("instant", LocalDateTime.of(1999, 1, 1, 0, 0), "LocalDateTime", "Instant"),
				arguments("localDateTime", Instant.EPOCH, "Instant", "LocalDateTime"),
				arguments("localDate", LocalDateTime.of(1999, 1, 1, 0, 0), "LocalDateTime", "LocalDate"),
				arguments("date", Instant.EPOCH.plusNanos(1999), "Instant", "Date"),
				arguments("localTime", Duration.ofHours(24), "Duration", "LocalTime"),
				arguments("localTime", Duration.ofHours(-1), "Duration", "LocalTime"),
				arguments("uuid", "1999", "String", "UUID"), arguments("uuid", new byte[15], "byte[]", "UUID"),
				arguments("color", "1999", "String", "Color"), arguments("color", 1999, "Integer", "Color"),
				arguments("json", 1999, "Integer", "JsonNode"),
				arguments("anInt", JSON.readTree("null"), "JSON", "int"),
				arguments("numbers", JSON.readTree("[\"1999x\"]"), "JSON", "List"),
				arguments("details", "1999", "String", "Details"), arguments("money", "1999", "String", "Money"));
	}

	@ParameterizedTest
	@MethodSource("unfitting")
	void refusesWhatDoesNotFitWithoutShowingIt(String property, Object value, String source, String target) {
		assertThatExceptionOfType(RowBindingException.class)
			.isThrownBy(() -> bind(Everything.class, row(property, value)))
			.withMessage("Column shop.product." + property + " holds a " + source
					+ " value that does not fit Everything." + property + " of type " + target)
			.withNoCause();
	}

	@Test
	void refusesNullForAPrimitive() {
		assertThatExceptionOfType(RowBindingException.class)
			.isThrownBy(() -> bind(Everything.class, row("anInt", null)))
			.withMessage("Column shop.product.anInt holds NULL that does not fit Everything.anInt of type int:"
					+ " declare it as an object type");
		assertThatExceptionOfType(RowBindingException.class).isThrownBy(() -> bind(Bean.class, row("anInt", null)))
			.withMessageContaining("Bean.anInt of type int");
	}

	@Test
	void leavesWhatHasNoColumnAtItsDefault() {
		Everything bound = (Everything) bind(Everything.class, row("text", "a"));
		assertThat(bound).extracting("anInt", "aBoolean", "aDouble", "boxedInt", "text")
			.containsExactly(0, false, 0.0, null, "a");
	}

	@Test
	void refusesATableThatHasNothingInCommonWithTheType() {
		assertThatExceptionOfType(RowBindingException.class).isThrownBy(() -> bind(Named.class, row("else", 1)))
			.withMessage("None of the columns [else] of shop.product is a property of " + Named.class.getName());
	}

	@ParameterizedTest
	@MethodSource
	void findsColumnsAsJacksonWould(String column, @Nullable String property) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("id", "1");
		values.put(column, "x");
		for (Class<?> type : List.of(Named.class, NamedBean.class)) {
			Object bound = bind(type, Row.of(values));
			for (String name : List.of("costPrice", "renamed", "aliased", "ignored")) {
				assertThat(bound).extracting(name).as(type + " " + name).isEqualTo(name.equals(property) ? "x" : null);
			}
		}
	}

	static Stream<Arguments> findsColumnsAsJacksonWould() {
		return Stream.of(arguments("cost_price", "costPrice"), arguments("costPrice", "costPrice"),
				arguments("COST_PRICE", "costPrice"), arguments("costprice", "costPrice"),
				arguments("other", "renamed"), arguments("renamed", null), arguments("old_name", "aliased"),
				arguments("aliased", "aliased"), arguments("ignored", null));
	}

	@Test
	void honoursTheApplicationsNamingStrategyAndCreators() {
		JsonMapper mapper = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		RowBinders own = new RowBinders(mapper, this.conversionService);
		Object bound = own.to(ResolvableType.forClass(Named.class)).bind(TABLE, row("cost_price", "x"));
		assertThat(bound).extracting("costPrice").isEqualTo("x");
		assertThat(bind(Created.class, row("name", "x"))).extracting("value").isEqualTo("made of x");
		assertThat(bind(Fields.class, row("name", "x"))).extracting("name").isEqualTo("x");
	}

	@Test
	void followsTheTableWhenItChanges() {
		RowBinder binder = this.binders.to(ResolvableType.forClass(Named.class));
		Row first = row("id", "1");
		Row second = Row.of(Map.of("cost_price", "2"));
		for (int round = 0; round < 3; round++) {
			assertThat(binder.bind(TABLE, first)).isEqualTo(new Named("1", null, null, null, null));
			assertThat(binder.bind(TABLE, second)).isEqualTo(new Named(null, "2", null, null, null));
		}
		for (int version = 0; version < 1000; version++) {
			assertThat(binder.bind(TABLE, row("id", "1"))).isEqualTo(new Named("1", null, null, null, null));
		}
	}

	@Test
	void bindsGenericTypes() {
		ResolvableType type = ResolvableType.forClassWithGenerics(Holder.class, Long.class);
		assertThat(this.binders.to(type).bind(TABLE, row("value", 5))).isEqualTo(new Holder<>(5L));
	}

	@Test
	void bindsRowsAndMaps() {
		Row row = row("id", 1);
		assertThat(this.binders.to(ResolvableType.forClass(Row.class)).bind(TABLE, row)).isSameAs(row);
		assertThat(this.binders.to(ResolvableType.forClass(Map.class)).bind(TABLE, row)).isEqualTo(Map.of("id", 1));
	}

	@Test
	void decodesOnlyTheColumnsOfTheType() {
		Columns columns = new Columns(List.of("id", "huge", "cost_price"));
		List<Integer> decoded = new ArrayList<>();
		Row row = new Row(columns, new EncodedRows() {

			@Override
			public @Nullable Object value(int row, int column) {
				decoded.add(column);
				return "x";
			}

			@Override
			public boolean same(int row, int other, int column) {
				return false;
			}

		}, 0);
		assertThat(bind(Named.class, row)).isEqualTo(new Named("x", "x", null, null, null));
		assertThat(bind(NamedBean.class, row)).extracting("costPrice").isEqualTo("x");
		assertThat(decoded).containsOnly(0, 2);
		Row given = (Row) bind(Row.class, row);
		decoded.clear();
		assertThat(given.get("huge")).isEqualTo("x");
		assertThat(decoded).isEmpty();
	}

	@ParameterizedTest
	@MethodSource
	void refusesTypesThatRowsCannotBeBoundTo(Class<?> type, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.binders.to(ResolvableType.forClass(type)))
			.withMessageContaining(message);
	}

	static Stream<Arguments> refusesTypesThatRowsCannotBeBoundTo() {
		return Stream.of(arguments(String.class, "has no properties for columns"),
				arguments(Integer.class, "has no properties for columns"),
				arguments(Color.class, "has no properties for columns"),
				arguments(byte[].class, "has no properties for columns"),
				arguments(List.class, "has no properties for columns"),
				arguments(Runnable.class, "can be made neither by"), arguments(Number.class, "has no properties"),
				arguments(NoWayIn.class, "can be made neither by"), arguments(Empty.class, "has no property to bind"));
	}

	private Object bind(Class<?> type, Row row) {
		return this.binders.to(ResolvableType.forClass(type)).bind(TABLE, row);
	}

	private static Row row(String column, @Nullable Object value) {
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		values.put(column, value);
		return Row.of(values);
	}

	enum Color {

		RED, GREEN

	}

	record Details(String color, List<Integer> sizes) {
	}

	record Money(int cents) {
	}

	record Holder<T>(T value) {
	}

	record Everything(byte aByte, short aShort, int anInt, long aLong, float aFloat, double aDouble, boolean aBoolean,
			Boolean boxedBoolean, Integer boxedInt, BigDecimal decimal, BigInteger bigInteger, String text,
			Instant instant, OffsetDateTime offsetDateTime, ZonedDateTime zonedDateTime, Date date,
			LocalDateTime localDateTime, LocalDate localDate, LocalTime localTime, Duration duration, Year year,
			UUID uuid, Color color, byte[] bytes, float[] vector, JsonNode json, Details details,
			Map<String, Object> map, List<Integer> numbers, Set<Color> colors, Object anything, Money money) {
	}

	record Named(@Nullable String id, @Nullable String costPrice, @JsonProperty("other") @Nullable String renamed,
			@JsonAlias("old_name") @Nullable String aliased, @JsonIgnore @Nullable String ignored) {
	}

	static class Bean {

		private int anInt;

		public int getAnInt() {
			return this.anInt;
		}

		public void setAnInt(int anInt) {
			this.anInt = anInt;
		}

	}

	static class NamedBean {

		private @Nullable String id;

		private @Nullable String costPrice;

		@JsonProperty("other")
		private @Nullable String renamed;

		@JsonAlias("old_name")
		private @Nullable String aliased;

		@JsonIgnore
		private @Nullable String ignored;

		public @Nullable String getId() {
			return this.id;
		}

		public void setId(@Nullable String id) {
			this.id = id;
		}

		public @Nullable String getCostPrice() {
			return this.costPrice;
		}

		public void setCostPrice(@Nullable String costPrice) {
			this.costPrice = costPrice;
		}

		public @Nullable String getRenamed() {
			return this.renamed;
		}

		public void setRenamed(@Nullable String renamed) {
			this.renamed = renamed;
		}

		public @Nullable String getAliased() {
			return this.aliased;
		}

		public void setAliased(@Nullable String aliased) {
			this.aliased = aliased;
		}

		public @Nullable String getIgnored() {
			return this.ignored;
		}

		public void setIgnored(@Nullable String ignored) {
			this.ignored = ignored;
		}

	}

	static final class Created {

		private final String value;

		private Created(String value) {
			this.value = value;
		}

		@JsonCreator
		static Created of(@JsonProperty("name") String name) {
			return new Created("made of " + name);
		}

		public String getValue() {
			return this.value;
		}

	}

	static class Fields {

		public @Nullable String name;

	}

	static class NoWayIn {

		NoWayIn(Object first, Object second, int... rest) {
		}

	}

	static class Empty {

	}

}
