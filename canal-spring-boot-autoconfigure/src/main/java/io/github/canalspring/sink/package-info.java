/**
 * What takes batches, and what all sinks share: templates, column text, documents.
 */
@NullMarked
package io.github.canalspring.sink;

import org.jspecify.annotations.NullMarked;
