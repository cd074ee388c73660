package io.github.canalspring.sample;

import java.util.List;

/**
 * One page of the list of products.
 *
 * @param items the products, the newest first
 * @param page the number of the page, from 0
 * @param size how many products a page has
 * @param total how many products there are
 */
record ProductPage(List<Product> items, int page, int size, long total) {
}
