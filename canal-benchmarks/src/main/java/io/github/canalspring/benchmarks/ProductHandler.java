package io.github.canalspring.benchmarks;

import java.util.function.LongConsumer;

import io.github.canalspring.CanalTable;
import io.github.canalspring.event.RowEvent;

/**
 * A handler as an application has them, which tells the id of each row.
 */
class ProductHandler {

	private final LongConsumer ids;

	ProductHandler(LongConsumer ids) {
		this.ids = ids;
	}

	@CanalTable("${bench.table}")
	void changed(RowEvent<Product> event) {
		this.ids.accept(event.row().id());
	}

}
