package io.github.canalspring.source;

import java.time.Instant;
import java.util.List;

/**
 * The changes of one transaction, or a slice of a large one. A batch without changes
 * tells that the stream got further: what was skipped on the way concerned nobody.
 *
 * @param changes the changes in their order; unmodifiable
 * @param position the position after the batch: to go on from there repeats none of it
 * @param committedAt when the transaction was committed, by the server's clock
 * @param bytes roughly the memory that the changes take, for limits
 */
public record ChangeBatch(List<Change> changes, Position position, Instant committedAt, long bytes) {

}
