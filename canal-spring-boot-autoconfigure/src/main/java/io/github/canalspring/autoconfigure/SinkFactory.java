package io.github.canalspring.autoconfigure;

import java.util.function.Supplier;

import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sinks of one kind for the servers under {@code canal.servers}, of which there
 * are as many as the configuration says and so no beans.
 */
interface SinkFactory {

	/**
	 * Make the sink of a server.
	 * @param server the server's properties
	 * @param destination the name of its stream
	 * @param source gives its source, not before the application has started
	 * @return the sink; {@code null} if no table of the server is mapped to this kind
	 */
	@Nullable Sink create(SourceProperties server, Destination destination, Supplier<ChangeSource> source);

}
