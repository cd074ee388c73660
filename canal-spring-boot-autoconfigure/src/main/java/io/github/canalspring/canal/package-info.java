/**
 * Canal's wire format, for who reads a Canal server and for who is one.
 */
@NullMarked
package io.github.canalspring.canal;

import org.jspecify.annotations.NullMarked;
