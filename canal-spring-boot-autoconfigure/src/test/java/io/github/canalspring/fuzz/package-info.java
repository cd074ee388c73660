/**
 * Random schemas, definitions and transactions against real servers, while they are read:
 * what was read must be exactly what the tables hold. Each run is told by a seed.
 */
@NullMarked
package io.github.canalspring.fuzz;

import org.jspecify.annotations.NullMarked;
