/**
 * Where the position of a sink that cannot keep it itself is kept.
 */
@NullMarked
package io.github.canalspring.checkpoint;

import org.jspecify.annotations.NullMarked;
