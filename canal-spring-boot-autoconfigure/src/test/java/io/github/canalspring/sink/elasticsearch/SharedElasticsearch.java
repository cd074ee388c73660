package io.github.canalspring.sink.elasticsearch;

import java.util.function.Supplier;

import io.github.canalspring.servers.ElasticsearchServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Elasticsearch servers that test classes share: started by the first, stopped after the
 * last. Tests keep to names of their own, as {@link SinkFixture} gives them.
 */
final class SharedElasticsearch implements BeforeAllCallback {

	private static final Servers SERVERS = new Servers();

	@Override
	public void beforeAll(ExtensionContext context) {
		context.getRoot()
			.getStore(ExtensionContext.Namespace.create(SharedElasticsearch.class))
			.computeIfAbsent("servers", (key) -> SERVERS);
	}

	static String latest() {
		return SERVERS.latest.url(() -> ElasticsearchServer.latest().start());
	}

	static String version8() {
		return SERVERS.version8.url(() -> ElasticsearchServer.version8().start());
	}

	private static final class Servers implements AutoCloseable {

		private final Shared latest = new Shared();

		private final Shared version8 = new Shared();

		@Override
		public void close() {
			this.latest.close();
			this.version8.close();
		}

	}

	private static final class Shared {

		private @Nullable ElasticsearchServer server;

		synchronized String url(Supplier<ElasticsearchServer> start) {
			if (this.server == null) {
				this.server = start.get();
			}
			return this.server.url();
		}

		synchronized void close() {
			if (this.server != null) {
				this.server.close();
				this.server = null;
			}
		}

	}

}
