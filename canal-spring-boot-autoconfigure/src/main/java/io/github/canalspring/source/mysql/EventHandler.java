package io.github.canalspring.source.mysql;

import java.io.IOException;

/**
 * Takes events.
 */
@FunctionalInterface
interface EventHandler {

	/**
	 * Take an event.
	 * @param header the header
	 * @param body what follows it, without a checksum; valid during the call
	 */
	void handle(EventHeader header, EventBytes body) throws IOException, InterruptedException;

}
