package io.github.canalspring.sink;

import io.github.canalspring.source.Change;

/**
 * A change that cannot be applied for a reason of its own.
 *
 * @param change the change
 * @param reason why, for people and logs: without values of the row; empty for a later
 * change of a refused one's row, which only waits behind it
 */
public record RefusedChange(Change change, String reason) {

}
