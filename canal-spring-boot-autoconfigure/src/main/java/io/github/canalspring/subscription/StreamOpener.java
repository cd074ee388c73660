package io.github.canalspring.subscription;

import java.util.List;

import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;

/**
 * Opens the streams behind a {@link SubscriptionStream}.
 */
@FunctionalInterface
interface StreamOpener {

	/**
	 * Open a stream of the tables that are subscribed at any time in a batch.
	 * @param from where to begin
	 * @param subscribed what is subscribed one after the other; the last is what is
	 * subscribed from then on
	 */
	ChangeStream open(Position from, List<SubscribedTables> subscribed);

}
