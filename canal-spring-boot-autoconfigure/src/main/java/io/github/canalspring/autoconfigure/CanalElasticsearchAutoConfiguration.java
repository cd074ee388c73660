package io.github.canalspring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.autoconfigure.CanalProperties.ElasticsearchWrites;
import io.github.canalspring.sink.elasticsearch.ElasticsearchMapping;
import io.github.canalspring.sink.elasticsearch.ElasticsearchSink;
import io.github.canalspring.source.ChangeSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

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
				ObjectProvider<Rest5Client> clients, ObjectProvider<ChangeSource> source, Environment environment) {
			return sink(SourceProperties.single(properties), properties.elasticsearch(), destination, clients,
					source::getObject, environment);
		}

		@Bean
		SinkFactory canalElasticsearchSinks(CanalProperties properties, ObjectProvider<Rest5Client> clients,
				Environment environment) {
			return (server, destination, source) -> server.sinks().elasticsearch().isEmpty() ? null
					: sink(server, properties.elasticsearch(), destination, clients, source, environment);
		}

		private static ElasticsearchSink sink(SourceProperties server, ElasticsearchWrites writes,
				Destination destination, ObjectProvider<Rest5Client> clients, Supplier<ChangeSource> source,
				Environment environment) {
			List<ElasticsearchMapping> mappings = SinkMappings.elasticsearch(server);
			Rest5Client client = clients.getIfAvailable();
			if (client == null) {
				throw new SetupException(
						server.property("sinks.elasticsearch") + " is set, but the application has no connection to "
								+ "Elasticsearch: there is no Rest5Client bean.",
						REMEDY.formatted(server.property("sinks.elasticsearch")));
			}
			return new ElasticsearchSink(destination.name(), client, timeout(environment), writes.bulk().limits(),
					mappings, (table) -> source.get().describe(table), ElasticsearchSink.CHECKPOINT_INDEX);
		}

	}

	/** Spring Boot's property; a request of its client waits for ever all the same. */
	private static Duration timeout(Environment environment) {
		return Binder.get(environment)
			.bind("spring.elasticsearch.socket-timeout", Duration.class)
			.orElse(Duration.ofSeconds(30));
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
