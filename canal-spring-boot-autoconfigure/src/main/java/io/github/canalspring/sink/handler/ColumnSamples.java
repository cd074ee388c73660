package io.github.canalspring.sink.handler;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

import io.github.canalspring.source.Column;

/**
 * The values at the edges of what a column can hold, as rows have them.
 */
final class ColumnSamples {

	private ColumnSamples() {
	}

	/**
	 * Values at a column's edges.
	 * @param column the column
	 * @return values; none where nothing can be said about them, as of a text
	 */
	static List<Object> of(Column column) {
		return switch (column.type()) {
			case TINYINT -> whole(column.unsigned(), 8);
			case SMALLINT -> whole(column.unsigned(), 16);
			case MEDIUMINT -> whole(column.unsigned(), 24);
			case INT -> whole(column.unsigned(), 32);
			case BIGINT -> whole(column.unsigned(), 64);
			case YEAR -> List.of(1901, 2155);
			case DECIMAL -> decimal(column);
			case FLOAT -> List.of(0.5f);
			case DOUBLE -> List.of(0.5d);
			case BIT -> List.of((column.precision() == 1) ? true : new byte[(column.precision() + 7) / 8]);
			case DATE -> List.of(LocalDate.of(2000, 1, 2));
			case TIME -> List.of(Duration.ofHours(-838), Duration.ofHours(838));
			case DATETIME -> List.of(LocalDateTime.of(2000, 1, 2, 3, 4, 5));
			case TIMESTAMP -> List.of(Instant.ofEpochSecond(1));
			case BINARY -> List.of(new byte[Math.min(column.precision(), 16)]);
			case ENUM -> List.copyOf(column.labels());
			default -> List.of();
		};
	}

	/** Up to 32 bits an Integer where it fits, then a Long, then a BigInteger. */
	private static List<Object> whole(boolean unsigned, int bits) {
		BigInteger highest = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE);
		BigInteger lowest = unsigned ? BigInteger.ZERO : highest.not();
		if (bits == 64 && unsigned) {
			return List.of(highest);
		}
		return (bits > 32 || bits == 32 && unsigned) ? List.of(lowest.longValue(), highest.longValue())
				: List.of(lowest.intValue(), highest.intValue());
	}

	private static List<Object> decimal(Column column) {
		BigDecimal highest = new BigDecimal(
				BigInteger.TEN.pow(Math.max(1, column.precision())).subtract(BigInteger.ONE), column.scale());
		return column.unsigned() ? List.of(highest) : List.of(highest, highest.negate());
	}

}
