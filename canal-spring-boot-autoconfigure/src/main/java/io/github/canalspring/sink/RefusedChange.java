package io.github.canalspring.sink;

import io.github.canalspring.source.Change;

/**
 * A change that a sink cannot apply for a fault of its own.
 *
 * @param change the change
 * @param reason why, without values of the row other than those that name its entry
 */
public record RefusedChange(Change change, String reason) {

}
