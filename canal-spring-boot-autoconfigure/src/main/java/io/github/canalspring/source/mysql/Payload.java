package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the events of a compressed transaction.
 */
final class Payload {

	private Payload() {
	}

	/**
	 * Read them all.
	 * @param body the body of the event that they are in
	 * @param handler takes each
	 */
	static void read(EventBytes body, EventHandler handler) throws IOException, InterruptedException {
		EventHeader header = new EventHeader();
		EventBytes inner = new EventBytes();
		byte[] head = new byte[EventHeader.LENGTH];
		try (InputStream events = Compression.transaction(body)) {
			while (events.readNBytes(head, 0, head.length) == head.length) {
				header.read(head, 0);
				byte[] bytes = events.readNBytes(header.length - EventHeader.LENGTH);
				handler.handle(header, inner.wrap(bytes, 0, bytes.length));
			}
		}
	}

}
