/**
 * Spring's caches in Redis: what an entry looks like, and fills that cannot be stale.
 */
@NullMarked
package io.github.canalspring.cache;

import org.jspecify.annotations.NullMarked;
