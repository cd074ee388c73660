package io.github.canalspring.source.mysql;

/**
 * What takes the events of a connection.
 */
interface EventConsumer {

	/**
	 * From where to read.
	 */
	BinlogPosition resume();

	/**
	 * Begin to take the events of a new connection.
	 * @param from where the server was asked to begin
	 * @param search whether it was asked by GTIDs, so that the place is still to be told
	 */
	void connected(BinlogPosition from, boolean search);

	/**
	 * Wait until there is memory for an event, before it is read. Whoever keeps nothing
	 * of events need not.
	 * @param size the event's size
	 * @throws StopReadingException to end the connection
	 */
	default void awaitRoom(int size) throws StopReadingException {
	}

	/**
	 * All that has arrived is taken; what follows has to be waited for. Whoever hands on
	 * all at once need not know.
	 * @throws StopReadingException to end the connection
	 */
	default void drained() throws StopReadingException {
	}

	/**
	 * Take an event.
	 * @param header the header
	 * @param body what follows it, without the checksum; valid during the call
	 * @throws StopReadingException to end the connection
	 */
	void event(EventHeader header, EventBytes body) throws StopReadingException;

}
