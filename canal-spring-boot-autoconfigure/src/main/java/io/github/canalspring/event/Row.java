package io.github.canalspring.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A row: column names in the table's order, each with a value that may be {@code null}.
 * <p>
 * Values are whole numbers as {@code Integer} or {@code Long} ({@code INT UNSIGNED} as
 * {@code Long}, {@code BIGINT UNSIGNED} as {@code BigInteger}), {@code DECIMAL} as
 * {@code BigDecimal}, {@code FLOAT} and {@code DOUBLE} as {@code Float} and
 * {@code Double}, {@code DATE} as {@code LocalDate}, {@code DATETIME} as
 * {@code LocalDateTime}, {@code TIMESTAMP} as {@code Instant}, {@code TIME} as
 * {@code Duration}, {@code YEAR} as {@code Integer}, {@code BIT(1)} as {@code Boolean}
 * and a longer {@code BIT} as {@code byte[]}, text, {@code ENUM} and {@code SET} as
 * {@code String}, binary as {@code byte[]}, {@code JSON} as {@code JsonNode}, and
 * {@code VECTOR} as {@code float[]}.
 * <p>
 * Column names are found whatever their case. The typed getters convert where nothing is
 * lost and throw {@link IllegalArgumentException} with the column's name otherwise.
 * Immutable as long as nobody writes to the arrays it holds; safe for use by several
 * threads.
 */
public final class Row {

	private static final @Nullable Object[] NONE = {};

	private final Columns columns;

	private final @Nullable Object[] values;

	private final @Nullable EncodedRows encoded;

	private final int number;

	/**
	 * Create a row.
	 * @param columns the columns
	 * @param values the values in the columns' order; the array is not copied and must
	 * not be changed afterwards
	 */
	public Row(Columns columns, @Nullable Object[] values) {
		if (columns.size() != values.length) {
			throw new IllegalArgumentException(
					"A row of " + values.length + " values does not fit " + columns.size() + " columns " + columns);
		}
		this.columns = columns;
		this.values = values;
		this.encoded = null;
		this.number = 0;
	}

	/**
	 * Create a row whose values are decoded each time they are asked for, as sources do.
	 * Handler methods are never given such a row, but its {@link #decoded()} one.
	 * @param columns the columns
	 * @param encoded holds the values
	 * @param number the row's number there
	 */
	public Row(Columns columns, EncodedRows encoded, int number) {
		this.columns = columns;
		this.values = NONE;
		this.encoded = encoded;
		this.number = number;
	}

	/**
	 * Create a row from names and values, as tests like to.
	 * @param values the values by column name, in the order of the columns
	 * @return the row
	 */
	public static Row of(Map<String, ? extends @Nullable Object> values) {
		return new Row(new Columns(List.copyOf(values.keySet())), values.values().toArray());
	}

	public Columns columns() {
		return this.columns;
	}

	/**
	 * The value of a column by its place: the fast way for those who looked the place up
	 * once.
	 * @param index the column's index in {@link #columns()}
	 * @return the value, possibly {@code null}
	 */
	public @Nullable Object get(int index) {
		EncodedRows encoded = this.encoded;
		return (encoded != null) ? encoded.value(this.number, index) : this.values[index];
	}

	/**
	 * The value of a column.
	 * @param column the column's name
	 * @return the value, possibly {@code null}
	 * @throws IllegalArgumentException if there is no such column
	 */
	public @Nullable Object get(String column) {
		int index = this.columns.indexOf(column);
		if (index < 0) {
			throw new IllegalArgumentException("No column '" + column + "' among " + this.columns);
		}
		return get(index);
	}

	/**
	 * Whether the row has a column of that name.
	 * @param column the column's name
	 * @return whether it is there, even if its value is {@code null}
	 */
	public boolean has(String column) {
		return this.columns.indexOf(column) >= 0;
	}

	public boolean isNull(String column) {
		return get(column) == null;
	}

	public @Nullable String getString(String column) {
		Object value = get(column);
		return (value == null) ? null
				: (value instanceof byte[] || value instanceof float[]) ? failed(column, value, "String") : text(value);
	}

	public @Nullable Integer getInteger(String column) {
		BigDecimal number = getBigDecimal(column);
		return (number == null) ? null : exact(column, number, "int", BigDecimal::intValueExact);
	}

	public @Nullable Long getLong(String column) {
		Object value = get(column);
		if (value instanceof Long number) {
			return number;
		}
		BigDecimal number = getBigDecimal(column);
		return (number == null) ? null : exact(column, number, "long", BigDecimal::longValueExact);
	}

	public @Nullable Double getDouble(String column) {
		Object value = get(column);
		return (value == null) ? null : (value instanceof Number number) ? Double.valueOf(number.doubleValue())
				: failed(column, value, "double");
	}

	public @Nullable BigInteger getBigInteger(String column) {
		BigDecimal number = getBigDecimal(column);
		return (number == null) ? null : exact(column, number, "BigInteger", BigDecimal::toBigIntegerExact);
	}

	public @Nullable BigDecimal getBigDecimal(String column) {
		Object value = get(column);
		if (value == null || value instanceof BigDecimal) {
			return (BigDecimal) value;
		}
		if (value instanceof Number) {
			return new BigDecimal(value.toString());
		}
		return failed(column, value, "a number");
	}

	/**
	 * A boolean: {@code BIT(1)}, or a whole number as MySQL's {@code BOOL} keeps it,
	 * where zero is false.
	 * @param column the column's name
	 * @return the value, possibly {@code null}
	 */
	public @Nullable Boolean getBoolean(String column) {
		Object value = get(column);
		if (value == null || value instanceof Boolean) {
			return (Boolean) value;
		}
		return (value instanceof Integer || value instanceof Long) ? Boolean.valueOf(((Number) value).longValue() != 0)
				: failed(column, value, "boolean");
	}

	public @Nullable Instant getInstant(String column) {
		return cast(column, Instant.class);
	}

	public @Nullable LocalDateTime getLocalDateTime(String column) {
		return cast(column, LocalDateTime.class);
	}

	public @Nullable LocalDate getLocalDate(String column) {
		return cast(column, LocalDate.class);
	}

	public @Nullable Duration getDuration(String column) {
		return cast(column, Duration.class);
	}

	public byte @Nullable [] getBytes(String column) {
		return cast(column, byte[].class);
	}

	public float @Nullable [] getVector(String column) {
		return cast(column, float[].class);
	}

	public @Nullable JsonNode getJson(String column) {
		return cast(column, JsonNode.class);
	}

	/**
	 * The row as a map in the order of the columns.
	 * @return a new unmodifiable map; its values may be {@code null}
	 */
	public Map<String, @Nullable Object> asMap() {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		for (int index = 0; index < this.columns.size(); index++) {
			map.put(this.columns.name(index), get(index));
		}
		return Collections.unmodifiableMap(map);
	}

	/**
	 * The row with all of its values decoded.
	 * @return the same row, if it is so already
	 */
	public Row decoded() {
		if (this.encoded == null) {
			return this;
		}
		@Nullable Object[] decoded = new @Nullable Object[this.columns.size()];
		for (int index = 0; index < decoded.length; index++) {
			decoded[index] = get(index);
		}
		return new Row(this.columns, decoded);
	}

	/**
	 * Whether another row has the same value in a column. Cheaper than to compare the
	 * values where these are not decoded.
	 * @param index the column's index
	 * @param other the other row
	 * @param otherIndex the column's index there
	 * @return whether the values are equal, those of arrays too
	 */
	public boolean sameValue(int index, Row other, int otherIndex) {
		return index == otherIndex && this.encoded != null && this.encoded == other.encoded
				&& this.encoded.same(this.number, other.number, index)
				|| Objects.deepEquals(get(index), other.get(otherIndex));
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Row row && this.columns.names().equals(row.columns.names())
				&& Arrays.deepEquals(decoded().values, row.decoded().values);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.columns.names(), Arrays.deepHashCode(decoded().values));
	}

	/**
	 * The names of the columns only: values must not reach a log by accident.
	 */
	@Override
	public String toString() {
		return "Row" + this.columns;
	}

	private static String text(Object value) {
		return (value instanceof BigDecimal number) ? number.toPlainString() : value.toString();
	}

	private <T> @Nullable T cast(String column, Class<T> type) {
		Object value = get(column);
		return (value == null || type.isInstance(value)) ? type.cast(value)
				: failed(column, value, type.getSimpleName());
	}

	private <T> T exact(String column, BigDecimal number, String target, Function<BigDecimal, T> conversion) {
		try {
			return conversion.apply(number);
		}
		catch (ArithmeticException ex) {
			return failed(column, number, target);
		}
	}

	private <T> T failed(String column, Object value, String target) {
		throw new IllegalArgumentException("Column '" + column + "' holds a " + value.getClass().getSimpleName()
				+ " that cannot be read as " + target + " without loss");
	}

}
