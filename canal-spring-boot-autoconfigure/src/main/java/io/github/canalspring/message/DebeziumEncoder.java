package io.github.canalspring.message;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import io.github.canalspring.message.TableFields.ValueWriter;
import io.github.canalspring.sink.ColumnText;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.source.Column;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as {@link DebeziumType} says.
 */
final class DebeziumEncoder {

	private DebeziumEncoder() {
	}

	static ValueWriter of(Column column, Decimals decimals) {
		return switch (column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, INT, YEAR -> DebeziumEncoder::whole;
			case BIGINT ->
				column.unsigned() ? (value, json) -> base64(new BigInteger(value.toString()).toByteArray(), json)
						: DebeziumEncoder::whole;
			case DECIMAL -> decimal(column, decimals);
			case FLOAT, DOUBLE -> (value, json) -> json.raw(value.toString());
			case BIT -> DebeziumEncoder::bits;
			case DATE ->
				(value, json) -> number((value instanceof LocalDate date) ? date.toEpochDay() : null, column, json);
			case TIME -> (value, json) -> number((value instanceof Duration time) ? micros(time) : null, column, json);
			case DATETIME -> (value, json) -> number(
					(value instanceof LocalDateTime time) ? sinceEpoch(time, column.precision()) : null, column, json);
			case TIMESTAMP -> (value, json) -> timestamp(value, column, json);
			case TEXT, ENUM, SET, JSON -> (value, json) -> json.text(ColumnText.of(value));
			case BINARY -> (value, json) -> json.text(ColumnText.of(value));
			case GEOMETRY -> DebeziumEncoder::geometry;
			case VECTOR -> (value, json) -> json.raw(ColumnText.of(value));
		};
	}

	private static void whole(Object value, JsonBytes json) {
		json.number(((Number) value).longValue());
	}

	private static ValueWriter decimal(Column column, Decimals decimals) {
		return switch (decimals) {
			case PRECISE -> (value,
					json) -> base64(((BigDecimal) value).setScale(column.scale()).unscaledValue().toByteArray(), json);
			case STRING -> (value, json) -> json.text(((BigDecimal) value).toPlainString());
			case DOUBLE -> (value, json) -> json.raw(Double.toString(((BigDecimal) value).doubleValue()));
		};
	}

	private static void base64(byte[] bytes, JsonBytes json) {
		json.raw('"');
		json.raw(Base64.getEncoder().encode(bytes));
		json.raw('"');
	}

	private static void bits(Object value, JsonBytes json) {
		if (value instanceof byte[] bytes) {
			base64(JsonValues.reversed(bytes), json);
		}
		else {
			json.raw(value.toString());
		}
	}

	/** Zero dates are in no calendar: Debezium makes nothing of them, or the epoch. */
	private static void number(@Nullable Long number, Column column, JsonBytes json) {
		if (number != null) {
			json.number(number);
		}
		else {
			json.raw(column.nullable() ? "null" : "0");
		}
	}

	private static void timestamp(Object value, Column column, JsonBytes json) {
		if (value instanceof String) {
			json.raw(column.nullable() ? "null" : "\"1970-01-01T00:00:00Z\"");
		}
		else {
			json.text(ColumnText.of(value));
		}
	}

	private static long micros(Duration time) {
		return TimeUnit.SECONDS.toMicros(time.getSeconds()) + time.getNano() / 1000;
	}

	private static long sinceEpoch(LocalDateTime time, int precision) {
		long seconds = time.toEpochSecond(ZoneOffset.UTC);
		return (precision > 3) ? TimeUnit.SECONDS.toMicros(seconds) + time.getNano() / 1000
				: TimeUnit.SECONDS.toMillis(seconds) + time.getNano() / 1_000_000;
	}

	private static void geometry(Object value, JsonBytes json) {
		byte[] geometry = (byte[]) value;
		int system = ByteBuffer.wrap(geometry).order(ByteOrder.LITTLE_ENDIAN).getInt();
		json.raw("{\"wkb\":");
		base64(Arrays.copyOfRange(geometry, Integer.BYTES, geometry.length), json);
		json.raw(",\"srid\":");
		json.number(system);
		json.raw('}');
	}

}
