package io.github.canalspring.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.canalspring.CanalTable;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application whose handler fails on the rows that a file names, and that is killed:
 * after a call that it was told of, or when something is parked, before a position is
 * kept.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class ParkingApplication {

	private static final Map<String, Object> PROPERTIES = Map.of("canal.server.dest", "park", "canal.server.user-name",
			"canal", "canal.server.user-pass", "canal", "canal.handlers.on-error", "park", "canal.handlers.retry.delay",
			"5ms", "spring.main.banner-mode", "off", "canal.retry.max-delay", "500ms",
			"logging.level.io.github.canalspring", "DEBUG");

	private final Journal journal;

	private final Path poison;

	private final String halt;

	ParkingApplication(@Value("${faults.journal}") Path journal, @Value("${faults.poison}") Path poison,
			@Value("${faults.halt:}") String halt) {
		this.journal = new Journal(journal);
		this.poison = poison;
		this.halt = halt;
	}

	public static void main(String[] arguments) {
		new Orders();
		SpringApplication application = new SpringApplication(ParkingApplication.class);
		application.setDefaultProperties(PROPERTIES);
		application.run(arguments);
	}

	@CanalTable("park.item")
	void item(RowEvent<Row> event) throws IOException {
		String line = event.row().get("id") + "@" + event.row().get("revision");
		if (Files.exists(this.poison) && Files.readAllLines(this.poison).contains(line)) {
			throw new IllegalStateException("poison");
		}
		this.journal.write(event.metadata().eventId(), line);
		haltAt("handled " + line);
	}

	private void haltAt(String place) {
		if (this.halt.equals(place)) {
			Runtime.getRuntime().halt(137);
		}
	}

	@Bean
	CheckpointStore checkpointStore(@Value("${canal.checkpoint.directory}") Path directory) {
		FileCheckpointStore files = new FileCheckpointStore(directory);
		Path parked = directory.resolve("park-handlers-parked.records");
		return new CheckpointStore() {

			@Override
			public @Nullable String load(String name) throws IOException {
				return files.load(name);
			}

			@Override
			public void save(String name, String position) throws IOException {
				if (Files.exists(parked)) {
					haltAt("parked");
				}
				files.save(name, position);
			}

			@Override
			public void release(String name) {
				files.release(name);
			}

		};
	}

}
