/**
 * Measures this project beside the ways to do the same without it, each in a JVM of its
 * own.
 */
@NullMarked
package io.github.canalspring.benchmarks;

import org.jspecify.annotations.NullMarked;
