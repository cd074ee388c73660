package io.github.canalspring.autoconfigure;

import io.github.canalspring.source.PartitionedSource;

/**
 * Makes the sources whose partitions instances share, apart from the libraries that they
 * need.
 */
interface PartitionedSourceFactory {

	/**
	 * Make the source of a server.
	 * @param server the server's properties
	 * @param destination the name of its stream
	 * @return the source
	 */
	PartitionedSource create(SourceProperties server, Destination destination);

}
