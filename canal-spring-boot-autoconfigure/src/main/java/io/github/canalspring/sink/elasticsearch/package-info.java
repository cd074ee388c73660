/**
 * Keeps Elasticsearch indices equal to tables: one document per row and mapping.
 */
@NullMarked
package io.github.canalspring.sink.elasticsearch;

import org.jspecify.annotations.NullMarked;
