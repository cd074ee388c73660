package io.github.canalspring.sample;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A row of {@code shop.product}, as the API, the events and the search answer it. What
 * the shop pays for it, {@code cost_price}, stays in MySQL.
 *
 * @param id the id, given by MySQL
 * @param sku the shop's own article number, unique
 * @param name what customers read
 * @param price the price with two decimals
 * @param stock how many there are
 * @param categoryId the id of its {@link Category}
 * @param updatedAt when the row was last written, by MySQL's clock, in microseconds
 */
record Product(long id, String sku, String name, BigDecimal price, int stock, long categoryId, Instant updatedAt) {
}
