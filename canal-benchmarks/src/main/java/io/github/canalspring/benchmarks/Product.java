package io.github.canalspring.benchmarks;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;

/**
 * What our handlers' rows are bound to.
 */
record Product(long id, String sku, String name, BigDecimal price, int stock, Status status, Object attributes,
		LocalDateTime createdAt, Instant updatedAt, String description) {

	enum Status {

		draft, active, sold_out

	}

}
