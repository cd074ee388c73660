/**
 * A port at which Canal's clients read the application's streams as if it were a Canal
 * server.
 */
@NullMarked
package io.github.canalspring.serve;

import org.jspecify.annotations.NullMarked;
