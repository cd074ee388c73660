package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.PipelineStatus;
import io.github.canalspring.sink.elasticsearch.ElasticsearchSink;
import io.github.canalspring.source.TableId;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.elasticsearch.autoconfigure.ElasticsearchRestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CanalElasticsearchAutoConfiguration}.
 */
class CanalElasticsearchAutoConfigurationTests {

	private static final String ADD_THE_STARTER = """
			Add Spring Boot's starter for Elasticsearch, and tell it where Elasticsearch is by spring.elasticsearch.uris:

			    <dependency>
			        <groupId>org.springframework.boot</groupId>
			        <artifactId>spring-boot-starter-elasticsearch</artifactId>
			    </dependency>

			Or remove canal.sinks.elasticsearch.""";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(CanalAutoConfiguration.class, CanalElasticsearchAutoConfiguration.class))
		.withPropertyValues("canal.server.ip=127.0.0.1", "canal.server.port=1", "canal.server.user-name=canal");

	private final ApplicationContextRunner withElasticsearch = this.contextRunner
		.withConfiguration(AutoConfigurations.of(ElasticsearchRestClientAutoConfiguration.class))
		.withPropertyValues("spring.elasticsearch.uris=http://127.0.0.1:1");

	private final String[] mapping = { "canal.sinks.elasticsearch[0].table=shop.product",
			"canal.sinks.elasticsearch[0].index=product", "canal.sinks.elasticsearch[0].id={id}" };

	@Test
	void thereIsNoSinkWithoutMapping() {
		this.withElasticsearch
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ElasticsearchSink.class));
	}

	@Test
	void writesWhatIsMappedAlthoughElasticsearchIsNotThere() {
		this.withElasticsearch.withPropertyValues(this.mapping).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ElasticsearchSink.class).tables())
				.containsExactly(new TableId("shop", "product"));
			assertThat(context.getBean(CanalOperations.class).status().pipelines()).extracting(PipelineStatus::name)
				.isEqualTo(List.of("elasticsearch"));
		});
	}

	@Test
	void namesTheMappingThatCannotBe() {
		this.withElasticsearch.withPropertyValues(this.mapping)
			.withPropertyValues("canal.sinks.elasticsearch[0].index=Product")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("canal.sinks.elasticsearch[0].index"));
	}

	@Test
	void namesTheStarterWhereTheClientIsMissing() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("co.elastic"))
			.withPropertyValues(this.mapping)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex).hasMessage("canal.sinks.elasticsearch is set, but the client for Elasticsearch is "
							+ "not on the class path.");
					assertThat(ex.remedy()).isEqualTo(ADD_THE_STARTER);
				}));
	}

	@Test
	void theClientMayBeMissingWithoutMapping() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("co.elastic"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void namesTheStarterWhereTheConnectionIsMissing() {
		this.contextRunner.withPropertyValues(this.mapping)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SetupException.class, (ex) -> {
					assertThat(ex).hasMessage("canal.sinks.elasticsearch is set, but the application has no connection "
							+ "to Elasticsearch: there is no Rest5Client bean.");
					assertThat(ex.remedy()).isEqualTo(ADD_THE_STARTER);
				}));
	}

	@Test
	void switchedOffThereIsNoSink() {
		this.contextRunner.withPropertyValues(this.mapping)
			.withPropertyValues("canal.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ElasticsearchSink.class));
	}

}
