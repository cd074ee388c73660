package io.github.canalspring.serve;

import java.util.function.Predicate;
import java.util.function.Supplier;

import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;

/**
 * A stream that clients can subscribe to.
 *
 * @param destination its name
 * @param source gives its source; asked when the port is opened
 * @param tables the tables that clients may see
 * @param startFrom where a client begins that was never there before
 */
public record Served(String destination, Supplier<ChangeSource> source, Predicate<TableId> tables,
		StartFrom startFrom) {

}
