package io.github.canalspring.subscription;

import java.util.List;
import java.util.stream.IntStream;

import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import io.github.canalspring.source.Transaction;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SubscribedTables}.
 */
class SubscribedTablesTests {

	private static final TableId SOURCE = new TableId("sys", "config");

	@Test
	void aNameDecidesAndPatternsAddUp() {
		SubscribedTables tables = tables(row("1", "shop", "order_*", 1), row("2", "shop", "*_old", 2),
				row("3", "Shop", "ORDER_3_old", 0), row("4", "shop*", "product", 7));
		assertThat(operations(tables, "shop", "order_1")).isEqualTo(1);
		assertThat(operations(tables, "shop", "order_1_old")).isEqualTo(3);
		assertThat(operations(tables, "shop", "order_3_OLD")).isZero();
		assertThat(operations(tables, "shop2", "product")).isEqualTo(7);
		assertThat(operations(tables, "shop", "stock")).isZero();
		assertThat(tables.deliversRows(new TableId("shop", "a_old"))).isFalse();
		assertThat(tables.delivers(new TableId("shop", "a_old"))).isTrue();
		assertThat(tables.deciding(new TableId("shop", "order_1_old"))).extracting(SubscriptionRow::id)
			.containsExactly("1", "2");
		assertThat(tables.deciding(new TableId("shop", "order_3_old"))).extracting(SubscriptionRow::id)
			.containsExactly("3");
	}

	@Test
	void aWrongRowIsLeftOut() {
		SubscribedTables tables = tables(row("1", "shop", "order_.*", 7), row("2", "", "product", 7),
				row("3", "shop", "stock", 7));
		assertThat(tables.wrong().keySet()).extracting(SubscriptionRow::id).containsExactly("1", "2");
		assertThat(operations(tables, "shop", "stock")).isEqualTo(7);
		assertThat(tables).hasToString("[shop.stock]");
	}

	@Test
	void canBeKeptAsText() {
		SubscribedTables tables = tables(row("1", "shop", "bücher;a=b c", 5), row("2", "shop", "stock", 0));
		assertThat(tables.text()).matches("[\\w-]+");
		assertThat(SubscribedTables.parse(tables.text())).isEqualTo(tables).hasSameHashCodeAs(tables);
		assertThatIllegalArgumentException().isThrownBy(() -> SubscribedTables.parse("%"));
		assertThatIllegalArgumentException().isThrownBy(() -> SubscribedTables.parse("e30"));
	}

	/** It is kept with every position. */
	@Test
	void thousandsOfRowsTakeLittleText() {
		SubscribedTables tables = new SubscribedTables(SOURCE,
				IntStream.range(0, 2000)
					.mapToObj((id) -> row("" + id, "tenant_" + id / 40, "order_item_" + id % 40, 7))
					.toList());
		assertThat(tables.text()).hasSizeLessThan(20_000);
		assertThat(SubscribedTables.parse(tables.text())).isEqualTo(tables);
	}

	@Test
	void followsTheRows() {
		TableSchema schema = TestChangeSource.table("sys", "config", "id", "db_name", "tb_name", "monitor_insert",
				"monitor_update", "monitor_delete", "update_time");
		Transaction transaction = new Transaction(TestChangeSource.at(1), null, java.time.Instant.EPOCH, false);
		SubscribedTables none = tables();
		SubscribedTables one = none.after(new Change(schema, Operation.INSERT, null,
				TestChangeSource.row(schema, 1, "shop", "stock", true, null, 1, "now"), transaction, 0, 1));
		assertThat(operations(one, "shop", "stock")).isEqualTo(5);
		SubscribedTables same = one.after(new Change(schema, Operation.UPDATE,
				TestChangeSource.row(schema, 1, "shop", "stock", true, null, 1, "now"),
				TestChangeSource.row(schema, 1, "shop", "stock", true, null, 1, "later"), transaction, 0, 1));
		assertThat(same).isSameAs(one);
		SubscribedTables other = one.after(new Change(schema, Operation.UPDATE,
				TestChangeSource.row(schema, 1, "shop", "stock", true, null, 1, "now"),
				TestChangeSource.row(schema, 2, "shop", "stock", true, null, 1, "now"), transaction, 0, 1));
		assertThat(other.sameAs(one)).isTrue();
		assertThat(other).isNotEqualTo(one);
		assertThat(other.after(new Change(schema, Operation.DELETE,
				TestChangeSource.row(schema, 2, "shop", "stock", false, false, false, "now"), null, transaction, 0, 1)))
			.isEqualTo(none);
	}

	private static int operations(SubscribedTables tables, String database, String table) {
		return tables.operations(new TableId(database, table));
	}

	private static SubscribedTables tables(SubscriptionRow... rows) {
		return new SubscribedTables(SOURCE, List.of(rows));
	}

	private static SubscriptionRow row(String id, String database, String table, int operations) {
		return new SubscriptionRow(id, database, table, operations);
	}

}
