package io.github.canalspring.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.PipelineStatus;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A Spring Boot application with the starter and nothing else of its own than, at most, a
 * handler.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CanalApplication {

	/** Starts it with a sink. */
	static ConfigurableApplicationContext start(Task task, String startFrom, Map<String, Object> sink) {
		return builder(task, startFrom, sink).run();
	}

	/** Starts it with a handler of the table. */
	static ConfigurableApplicationContext start(Task task, String startFrom, String table, LongConsumer ids) {
		return builder(task, startFrom, Map.of("bench.table", ProductTable.DATABASE + "." + table))
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(ProductHandler.class,
					() -> new ProductHandler(ids)))
			.run();
	}

	/** Starts it with a handler of the table, at a Canal server. */
	static ConfigurableApplicationContext startAtCanal(Task task, LongConsumer ids) {
		return builder(task, null, Map.of("bench.table", ProductTable.DATABASE + "." + ProductTable.NAME))
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(ProductHandler.class,
					() -> new ProductHandler(ids)))
			.run("--canal.server.type=canal", "--canal.server.port=" + task.endpoints().canalServerPort(),
					"--canal.server.user-name=canal", "--canal.server.user-pass=canal", "--canal.server.time-zone=UTC");
	}

	/** Starts it with a handler of the table, at a message broker. */
	static ConfigurableApplicationContext startAtBroker(Task task, Map<String, Object> source, LongConsumer ids) {
		Map<String, Object> properties = new LinkedHashMap<>(source);
		properties.put("bench.table", ProductTable.DATABASE + "." + ProductTable.NAME);
		return builder(task, properties)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(ProductHandler.class,
					() -> new ProductHandler(ids)))
			.run();
	}

	private static SpringApplicationBuilder builder(Task task, @Nullable String startFrom, Map<String, Object> more) {
		Endpoints endpoints = task.endpoints();
		Map<String, Object> properties = new LinkedHashMap<>(more);
		properties.put("canal.server.ip", endpoints.databaseHost());
		properties.put("canal.server.port", endpoints.databasePort());
		properties.put("canal.server.user-name", endpoints.canalUser());
		properties.put("canal.server.user-pass", endpoints.canalPassword());
		if (startFrom != null) {
			properties.put("canal.start-from", startFrom);
		}
		return builder(task, properties);
	}

	private static SpringApplicationBuilder builder(Task task, Map<String, Object> source) {
		Map<String, Object> properties = new LinkedHashMap<>(source);
		// A run begins where no other has been: Canal and Kafka remember that.
		properties.put("canal.server.dest", task.directory().getFileName().toString());
		properties.put("canal.checkpoint.directory", task.directory().resolve("checkpoint").toString());
		properties.put("spring.main.banner-mode", "off");
		return new SpringApplicationBuilder(CanalApplication.class).web(WebApplicationType.NONE).properties(properties);
	}

	/**
	 * The application's only pipeline.
	 * @throws IllegalStateException if it cannot go on
	 */
	static PipelineStatus pipeline(CanalOperations operations) {
		PipelineStatus status = operations.status().pipelines().get(0);
		if (status.state() == PipelineStatus.State.FAILED) {
			throw new IllegalStateException("The pipeline " + status.name() + " failed: " + status.error());
		}
		return status;
	}

}
