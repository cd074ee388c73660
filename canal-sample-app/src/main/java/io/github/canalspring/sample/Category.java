package io.github.canalspring.sample;

/**
 * A row of {@code shop.category}.
 *
 * @param id the id
 * @param name what customers read
 */
record Category(long id, String name) {
}
