package io.github.canalspring.sink.rabbitmq;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A message on its way.
 */
final class Sent {

	private final String id;

	private final String target;

	private final CompletableFuture<Void> confirmed = new CompletableFuture<>();

	Sent(String id, String target) {
		this.id = id;
		this.target = target;
	}

	String id() {
		return this.id;
	}

	void confirm() {
		this.confirmed.complete(null);
	}

	/** RabbitMQ tells so before it confirms. */
	void unroutable(String reason) {
		fail(new IOException("Nobody gets messages to " + this.target + " (" + reason
				+ "): bind a queue to the exchange, or the messages would be dropped"));
	}

	void refuse() {
		fail(new IOException("RabbitMQ does not take messages to " + this.target
				+ ": a queue behind it is full, or not available at the moment"));
	}

	void fail(IOException reason) {
		this.confirmed.completeExceptionally(reason);
	}

	/**
	 * Wait until RabbitMQ has the message.
	 * @throws IOException if it did not take it now
	 */
	void await() throws IOException, InterruptedException {
		try {
			this.confirmed.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof TooLargeException cause) {
				throw cause;
			}
			throw new IOException(String.valueOf(ex.getCause().getMessage()), ex.getCause());
		}
	}

	/** RabbitMQ has closed the channel because of the size of a message. */
	static final class TooLargeException extends IOException {

		private static final long serialVersionUID = 1L;

		TooLargeException(String message) {
			super(message);
		}

	}

}
