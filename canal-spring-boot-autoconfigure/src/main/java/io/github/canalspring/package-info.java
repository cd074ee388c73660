/**
 * What an application writes and calls: {@link io.github.canalspring.CanalTable} and
 * {@link io.github.canalspring.CanalOperations}.
 */
@NullMarked
package io.github.canalspring;

import org.jspecify.annotations.NullMarked;
