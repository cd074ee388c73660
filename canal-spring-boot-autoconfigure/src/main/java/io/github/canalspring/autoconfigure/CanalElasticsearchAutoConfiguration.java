package io.github.canalspring.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.sink.elasticsearch.ElasticsearchMapping;
import io.github.canalspring.sink.elasticsearch.ElasticsearchSink;
import io.github.canalspring.source.ChangeSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration for the sink that {@code canal.sinks.elasticsearch} describes, and
 * for those of {@code canal.servers}.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class,
		afterName = "org.springframework.boot.elasticsearch.autoconfigure.ElasticsearchRestClientAutoConfiguration")
@ConditionalOnSink("elasticsearch")
public final class CanalElasticsearchAutoConfiguration {

	private static final String REMEDY = """
			Add Spring Boot's starter for Elasticsearch, and tell it where Elasticsearch is by spring.elasticsearch.uris:

			    <dependency>
			        <groupId>org.springframework.boot</groupId>
			        <artifactId>spring-boot-starter-elasticsearch</artifactId>
			    </dependency>

			Or remove %s.""";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Rest5Client.class)
	static class SinkConfiguration {

		@Bean(destroyMethod = "")
		@ConditionalOnMissingBean
		@ConditionalOnSink(value = "elasticsearch", servers = false)
		ElasticsearchSink canalElasticsearchSink(CanalProperties properties, Destination destination,
				ObjectProvider<Rest5Client> clients, ObjectProvider<ChangeSource> source) {
			return sink(SourceProperties.single(properties), destination, clients, source::getObject);
		}

		@Bean
		SinkFactory canalElasticsearchSinks(ObjectProvider<Rest5Client> clients) {
			return (server, destination, source) -> server.sinks().elasticsearch().isEmpty() ? null
					: sink(server, destination, clients, source);
		}

		private static ElasticsearchSink sink(SourceProperties server, Destination destination,
				ObjectProvider<Rest5Client> clients, Supplier<ChangeSource> source) {
			List<ElasticsearchMapping> mappings = SinkMappings.elasticsearch(server);
			Rest5Client client = clients.getIfAvailable();
			if (client == null) {
				throw new SetupException(
						server.property("sinks.elasticsearch") + " is set, but the application has no connection to "
								+ "Elasticsearch: there is no Rest5Client bean.",
						REMEDY.formatted(server.property("sinks.elasticsearch")));
			}
			return new ElasticsearchSink(destination.name(), client, mappings, (table) -> source.get().describe(table));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("co.elastic.clients.transport.rest5_client.low_level.Rest5Client")
	static class MissingClientConfiguration {

		MissingClientConfiguration(CanalProperties properties) {
			String property = SourceProperties.property(properties, "sinks.elasticsearch",
					(sinks) -> !sinks.elasticsearch().isEmpty());
			throw new SetupException(property + " is set, but the client for Elasticsearch is not on the class path.",
					REMEDY.formatted(property));
		}

	}

}
