package io.github.canalspring.sink.redis;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a table {@code shop.product (id, sku, name, price)} for tests.
 */
final class Products {

	static final TableSchema TABLE = new TableSchema(new TableId("shop", "product"),
			List.of(column("id", ColumnType.BIGINT), column("sku", ColumnType.TEXT), column("name", ColumnType.TEXT),
					column("price", ColumnType.DECIMAL)),
			List.of("id"));

	private Products() {
	}

	private static Column column(String name, ColumnType type) {
		return new Column(name, type, false, 0, 0, true, List.of());
	}

	static Row row(@Nullable Object... values) {
		return new Row(TABLE.header(), values);
	}

	static Row product(long id, @Nullable String sku, @Nullable String name) {
		return row(id, sku, name, new BigDecimal("9.90"));
	}

	static Change insert(Row after) {
		return change(Operation.INSERT, null, after);
	}

	static Change update(Row before, Row after) {
		return change(Operation.UPDATE, before, after);
	}

	static Change delete(Row before) {
		return change(Operation.DELETE, before, null);
	}

	private static Change change(Operation operation, @Nullable Row before, @Nullable Row after) {
		Transaction transaction = new Transaction(new TestPosition(0), null, Instant.EPOCH, false);
		return new Change(TABLE, operation, before, after, transaction, 0, 0);
	}

	static ChangeBatch batch(long position, Change... changes) {
		return batch(position, List.of(changes));
	}

	static ChangeBatch batch(long position, List<Change> changes) {
		return new ChangeBatch(changes, new TestPosition(position), Instant.EPOCH, 0);
	}

	/** Inserts products 0 to count - 1, all with one name. */
	static List<Change> inserts(int count, String name) {
		return IntStream.range(0, count).mapToObj((id) -> insert(product(id, "sku-" + id, name))).toList();
	}

	static RedisMapping mapping(String key, String value) {
		return new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse(key), RedisValue.parse(value),
				null, all());
	}

	static RedisMapping when(String key, String value, String condition) {
		return new RedisMapping(TablePattern.parse("shop.product"), RowTemplate.parse(key), RedisValue.parse(value),
				null, all(), RowCondition.parse(condition));
	}

	static FieldSelection all() {
		return new FieldSelection(List.of(), List.of(), Naming.COLUMN);
	}

	record TestPosition(long version) implements Position {

		@Override
		public String text() {
			return "binlog.000001:" + this.version;
		}

	}

}
