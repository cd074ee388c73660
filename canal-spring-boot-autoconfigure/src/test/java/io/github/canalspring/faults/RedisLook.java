package io.github.canalspring.faults;

import java.util.Map;
import java.util.function.Supplier;

import io.github.canalspring.servers.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the Redis that the application uses, on one connection as long as that works.
 */
final class RedisLook implements Supplier<Map<String, Long>>, AutoCloseable {

	private final Stage stage;

	private @Nullable RedisServer server;

	private @Nullable RedisCopies copies;

	RedisLook(Stage stage) {
		this.stage = stage;
	}

	@Override
	public Map<String, Long> get() {
		if (this.stage.cluster != null) {
			// Its keys may go back.
			return Map.of();
		}
		try {
			return copies(this.stage.redis()).revisions(this.stage.workloads);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	private RedisCopies copies(RedisServer wanted) {
		RedisCopies current = this.copies;
		if (current == null || this.server != wanted) {
			close();
			current = new RedisCopies(wanted);
			this.copies = current;
			this.server = wanted;
		}
		return current;
	}

	@Override
	public void close() {
		if (this.copies != null) {
			this.copies.close();
			this.copies = null;
		}
	}

}
