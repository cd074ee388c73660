package io.github.canalspring.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalTable;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The application that is killed: a shop that keeps products and categories in Redis and
 * Elasticsearch, and writes all that its handlers get to a journal. It ends with the
 * process that started it. {@code faults.halt} makes it end by itself, as a kill would:
 * at the n-th time that it comes to a place, as in {@code handled:2}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class ChildApplication {

	/** What every child is configured with, besides where its servers are. */
	private static final Map<String, Object> PROPERTIES = Map.ofEntries(Map.entry("canal.server.dest", "shop"),
			Map.entry("canal.server.user-name", "canal"), Map.entry("canal.server.user-pass", "canal"),
			Map.entry("canal.server.connect-timeout", "1s"), Map.entry("canal.server.read-timeout", "2s"),
			Map.entry("canal.retry.max-delay", "500ms"), Map.entry("canal.handlers.on-error", "park"),
			Map.entry("canal.handlers.retry.delay", "5ms"), Map.entry("canal.sinks.redis[0].table", "shop.product"),
			Map.entry("canal.sinks.redis[0].key", "product:{id}"), Map.entry("canal.sinks.redis[0].value", "json"),
			Map.entry("canal.sinks.redis[1].table", "shop.product"),
			Map.entry("canal.sinks.redis[1].key", "product:sku:{sku}"),
			Map.entry("canal.sinks.redis[1].value", "text:{id}"),
			Map.entry("canal.sinks.redis[2].table", "shop.product"),
			Map.entry("canal.sinks.redis[2].key", "shelf:{category_id}:{id}"),
			Map.entry("canal.sinks.redis[2].value", "hash"), Map.entry("canal.sinks.redis[3].table", "shop.category"),
			Map.entry("canal.sinks.redis[3].key", "category:{id}"), Map.entry("canal.sinks.redis[3].value", "hash"),
			Map.entry("canal.sinks.redis[4].table", "shop.product"),
			Map.entry("canal.sinks.redis[4].key", "stock:{category_id}"),
			Map.entry("canal.sinks.redis[4].value", "zset:{id}:{stock}"),
			Map.entry("canal.sinks.redis[5].table", "shop.product"),
			Map.entry("canal.sinks.redis[5].key", "cheap:{id}"), Map.entry("canal.sinks.redis[5].value", "text:{name}"),
			Map.entry("canal.sinks.redis[5].when", "price < 50 and name != null"),
			Map.entry("canal.sinks.redis[6].table", "shop.product"),
			Map.entry("canal.sinks.redis[6].key", "priced:{price}"),
			Map.entry("canal.sinks.redis[6].value", "set:{sku}:{id}"),
			Map.entry("canal.sinks.elasticsearch[0].table", "shop.product"),
			Map.entry("canal.sinks.elasticsearch[0].index", "product"),
			Map.entry("canal.sinks.elasticsearch[0].id", "{id}"),
			Map.entry("canal.sinks.elasticsearch[0].exclude", "cost_price"),
			Map.entry("canal.sinks.elasticsearch[1].table", "shop.category"),
			Map.entry("canal.sinks.elasticsearch[1].index", "category"),
			Map.entry("canal.sinks.elasticsearch[1].id", "c{id}"),
			Map.entry("spring.elasticsearch.connection-timeout", "1s"),
			Map.entry("spring.elasticsearch.socket-timeout", "3s"),
			Map.entry("spring.data.redis.connect-timeout", "1s"), Map.entry("spring.data.redis.timeout", "1s"),
			Map.entry("spring.data.redis.repositories.enabled", "false"), Map.entry("spring.main.banner-mode", "off"),
			Map.entry("logging.level.io.github.canalspring", "DEBUG"));

	private final Map<String, AtomicInteger> passed = Map.of("called", new AtomicInteger(), "handled",
			new AtomicInteger(), "saving", new AtomicInteger(), "saved", new AtomicInteger());

	private final Journal journal;

	private final Path poison;

	private final String halt;

	ChildApplication(@Value("${faults.journal}") Path journal, @Value("${faults.poison}") Path poison,
			@Value("${faults.halt:}") String halt) {
		this.journal = new Journal(journal);
		this.poison = poison;
		this.halt = halt;
	}

	public static void main(String[] arguments) {
		Orders orders = new Orders();
		SpringApplication application = new SpringApplication(ChildApplication.class);
		application.setDefaultProperties(PROPERTIES);
		orders.give(application.run(arguments).getBean(CanalOperations.class));
	}

	@CanalTable("shop.product")
	void product(RowEvent<Row> event) {
		handle(event);
	}

	@CanalTable("shop.category")
	void categories(List<RowEvent<Row>> events) {
		events.forEach(this::handle);
	}

	private void handle(RowEvent<Row> event) {
		pass("called");
		if (!(event instanceof DeleteEvent<Row>) && String.valueOf(event.row().get("name")).startsWith(Workload.POISON)
				&& Files.exists(this.poison)) {
			throw new IllegalStateException("poison");
		}
		this.journal.write(event.metadata().eventId(), describe(event));
		pass("handled");
	}

	private static String describe(RowEvent<Row> event) {
		if (event instanceof InsertEvent<Row> insert) {
			return line(insert.metadata(), null, insert.after());
		}
		if (event instanceof UpdateEvent<Row> update) {
			return line(update.metadata(), update.before(), update.after());
		}
		return line(event.metadata(), ((DeleteEvent<Row>) event).before(), null);
	}

	private static String line(EventMetadata metadata, @Nullable Row before, @Nullable Row after) {
		return Journal.line(metadata.table(), id(before), revision(before), id(after), revision(after));
	}

	private static @Nullable Long id(@Nullable Row row) {
		return (row != null) ? row.getLong("id") : null;
	}

	private static @Nullable Long revision(@Nullable Row row) {
		return (row != null) ? row.getLong("revision") : null;
	}

	private void pass(String place) {
		int times = Objects.requireNonNull(this.passed.get(place)).incrementAndGet();
		if (this.halt.equals(place + ":" + times)) {
			Runtime.getRuntime().halt(137);
		}
	}

	@Bean
	CheckpointStore checkpointStore(@Value("${canal.checkpoint.directory}") Path directory) {
		FileCheckpointStore files = new FileCheckpointStore(directory);
		return new CheckpointStore() {

			@Override
			public @Nullable String load(String name) throws IOException {
				return files.load(name);
			}

			@Override
			public void save(String name, String position) throws IOException {
				pass("saving");
				files.save(name, position);
				pass("saved");
			}

			@Override
			public void release(String name) {
				files.release(name);
			}

		};
	}

}
