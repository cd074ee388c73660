package io.github.canalspring.autoconfigure;

import io.github.canalspring.source.ChangeSource;

/**
 * Makes what reads queues. With or without the client's library, which nobody else may
 * need.
 */
@FunctionalInterface
interface QueueSources {

	/**
	 * Make the source of a sink's pipeline.
	 * @param server the properties
	 * @param pattern the queue, as it is configured
	 * @param sink the sink's name
	 * @return the source
	 * @throws SetupException if there is no client
	 */
	ChangeSource create(SourceProperties server, String pattern, String sink);

}
