/**
 * Reads what a Canal server sends over its TCP protocol.
 */
@NullMarked
package io.github.canalspring.source.canal;

import org.jspecify.annotations.NullMarked;
