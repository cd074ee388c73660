package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentationTests {

	private static final Path EXAMPLE = Path
		.of("src/test/java/io/github/canalspring/servers/ExampleIntegrationTests.java");

	private final Path document = Path.of("../docs/embedded-servers.md");

	@Test
	void theExampleInTheDocumentIsTheOneThatIsCompiledAndRun() throws IOException {
		String source = Files.readString(EXAMPLE);
		String example = source.substring(source.indexOf("// tag::example[]") + "// tag::example[]".length(),
				source.indexOf("// end::example[]"));
		String inDocument = example.strip()
			.lines()
			.map((line) -> line.replace("\t", "    "))
			.collect(Collectors.joining("\n"));
		assertThat(Files.readString(this.document)).contains(inDocument);
	}

	@Test
	void everyPropertyIsDocumented() throws IOException {
		assertThat(Files.readString(this.document)).contains(ServersConfiguration.MODE, ServersConfiguration.CACHE,
				ServersConfiguration.LIBS, ServersConfiguration.OFFLINE, ServersConfiguration.SETTINGS,
				ServersConfiguration.MYSQL_HOME);
	}

}
