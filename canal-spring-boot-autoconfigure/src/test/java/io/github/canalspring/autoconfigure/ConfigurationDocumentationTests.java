package io.github.canalspring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds docs/configuration.md and the metadata to what there is.
 */
class ConfigurationDocumentationTests {

	private static final Path DOCUMENT = Path.of("../docs/configuration.md");

	@Test
	void everyPropertyIsDescribedInTheMetadata() throws IOException {
		assertThat(metadata()).allSatisfy(
				(property) -> assertThat(property.path("description").asString("")).as(name(property)).endsWith("."));
	}

	@Test
	void everyPropertyIsInTheTable() throws IOException {
		Set<String> documented = documented();
		assertThat(metadata().stream().map(ConfigurationDocumentationTests::name))
			.filteredOn((name) -> !name.startsWith("canal.sinks."))
			.allMatch(documented::contains);
		assertThat(items(CanalProperties.Redis.class))
			.allMatch((name) -> documented.contains("canal.sinks.redis[]." + name));
		assertThat(items(CanalProperties.Elasticsearch.class)).allMatch(
				(name) -> documented.contains("canal.sinks.elasticsearch[]." + name) || documented.contains(name));
		assertThat(items(KafkaSinkProperties.class))
			.allMatch((name) -> documented.contains("canal.sinks.kafka[]." + name) || documented.contains(name));
	}

	@Test
	void nothingElseIsInTheTable() throws IOException {
		List<String> names = metadata().stream().map(ConfigurationDocumentationTests::name).toList();
		assertThat(documented()).filteredOn((name) -> name.contains(".") && !name.startsWith("canal.sinks."))
			.allMatch(names::contains);
	}

	private static List<JsonNode> metadata() throws IOException {
		try (InputStream metadata = new ClassPathResource("META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			JsonNode properties = JsonMapper.shared().readTree(metadata).path("properties");
			return StreamSupport.stream(properties.spliterator(), false)
				.filter((property) -> name(property).matches("(management\\.health\\.)?canal\\..*"))
				.toList();
		}
	}

	private static String name(JsonNode property) {
		return property.path("name").asString();
	}

	/** What stands between backquotes in the first column. */
	private static Set<String> documented() throws IOException {
		return Files.readAllLines(DOCUMENT)
			.stream()
			.filter((line) -> line.startsWith("| `canal.") || line.startsWith("| `management."))
			.flatMap((line) -> Arrays.stream(line.split("\\|")[1].strip().split("[`, ]+")))
			.collect(Collectors.toSet());
	}

	private static List<String> items(Class<?> type) {
		return Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getName)
			.map((name) -> ConfigurationPropertyName.adapt(name.replaceAll("([A-Z])", "-$1"), '.').toString())
			.toList();
	}

}
