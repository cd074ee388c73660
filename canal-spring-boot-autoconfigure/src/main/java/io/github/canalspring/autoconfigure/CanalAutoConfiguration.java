package io.github.canalspring.autoconfigure;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.checkpoint.FileCheckpointStore;
import io.github.canalspring.pipeline.PipelineListener;
import io.github.canalspring.pipeline.PipelineSettings;
import io.github.canalspring.pipeline.Pipelines;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.handler.HandlerRegistry;
import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.snapshot.SnapshotSource;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.canal.CanalChangeSource;
import io.github.canalspring.source.mysql.MysqlChangeSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration for reading changes from MySQL or MariaDB and for
 * {@link io.github.canalspring.CanalTable @CanalTable} methods.
 * <p>
 * The source and what it needs are lazy: an application without handlers and sinks
 * neither connects nor has to say where to.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
public final class CanalAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "canal.enabled", matchIfMissing = true)
	@EnableConfigurationProperties(CanalProperties.class)
	static class EnabledConfiguration {

		@Bean
		Destination canalDestination(CanalProperties properties, Environment environment) {
			return Destination.of(properties.server().dest(), environment.getProperty("spring.application.name"));
		}

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		CanalConnectionDetails canalConnectionDetails(CanalProperties properties,
				ConfigurableListableBeanFactory beanFactory) {
			return PropertiesCanalConnectionDetails.of(SourceProperties.single(properties),
					() -> ApplicationDatabase.find(beanFactory));
		}

		@Bean
		@Lazy
		@ConditionalOnMissingBean(ChangeSource.class)
		ChangeSource canalChangeSource(CanalProperties properties, Destination destination,
				ObjectProvider<CanalConnectionDetails> connectionDetails, ResourceLoader resourceLoader,
				ObjectProvider<SslBundles> sslBundles) {
			return source(SourceProperties.single(properties), properties, destination, connectionDetails::getObject,
					resourceLoader, sslBundles);
		}

		private static ChangeSource source(SourceProperties server, CanalProperties properties, Destination destination,
				Supplier<CanalConnectionDetails> connectionDetails, ResourceLoader resourceLoader,
				ObjectProvider<SslBundles> sslBundles) {
			ServerSettings.requirePossible(server);
			if (QueueNames.areWanted(server)) {
				throw QueueParts.notVisible(server);
			}
			QueueNames.requireNone(server);
			if (CanalServerSettings.isWanted(server)) {
				SubscriptionSettings.requireNone(server, "a Canal server");
				return new CanalChangeSource(
						CanalServerSettings.connection(server, destination, resourceLoader.getClassLoader()));
			}
			ServerSettings.requireDriver(resourceLoader.getClassLoader());
			CanalProperties.Retry retry = properties.retry();
			MysqlChangeSource binlog = new MysqlChangeSource(
					ServerSettings.connection(server, connectionDetails.get(), sslBundles.getIfAvailable())
						.withRetry(retry.delay(), retry.maxDelay()));
			TableReader reader = binlog.tableReader();
			return SubscriptionSettings.apply(server,
					new SnapshotSource(binlog, reader, properties.snapshot().settings(), Clock.systemUTC()), reader);
		}

		@Bean
		static ServersBindHandlerAdvisor canalServersBindHandlerAdvisor() {
			return new ServersBindHandlerAdvisor();
		}

		@Bean
		@Lazy
		@ConditionalOnMissingBean(CheckpointStore.class)
		FileCheckpointStore canalCheckpointStore(CanalProperties properties, Destination destination) {
			Path directory = properties.checkpoint().directory();
			return new FileCheckpointStore((directory != null) ? directory : destination.home());
		}

		@Bean
		HandlerRegistry canalHandlerRegistry(CanalProperties properties, ConfigurableListableBeanFactory beanFactory,
				ObjectProvider<JsonMapper> jsonMapper) {
			return new HandlerRegistry(beanFactory, jsonMapper.getIfUnique(JsonMapper::shared),
					ApplicationConversionService.getSharedInstance(), properties.servers().keySet());
		}

		@Bean
		@Lazy
		PipelineAssembly canalPipelineAssembly(Destination destination, CanalProperties properties,
				ObjectProvider<ChangeSource> source, ObjectProvider<Sink> sinks, ObjectProvider<SinkFactory> factories,
				HandlerRegistry handlers, ObjectProvider<CheckpointStore> checkpoints, ResourceLoader resourceLoader,
				ObjectProvider<SslBundles> sslBundles, ObjectProvider<QueueSources> queueSources) {
			SeparateCopies.require(properties);
			PipelineAssembly assembly = new PipelineAssembly(handlers, checkpoints,
					new ErrorHandling(properties, destination), new QueueParts(queueSources, factories),
					ResyncProperties.read(properties.resync()));
			if (!PartitionedAssembly.isFor(SourceProperties.single(properties))) {
				assembly.add(SourceProperties.single(properties), destination, source::getObject,
						() -> sinks.orderedStream().toList());
			}
			for (SourceProperties server : SourceProperties.named(properties)) {
				if (PartitionedAssembly.isFor(server)) {
					continue;
				}
				Destination own = destination.of(server);
				Supplier<ChangeSource> itsSource = SingletonSupplier.of(() -> source(server, properties, own,
						() -> PropertiesCanalConnectionDetails.of(server, () -> null), resourceLoader, sslBundles));
				assembly.add(server, own, itsSource,
						() -> factories.orderedStream()
							.map((factory) -> factory.create(server, own, itsSource))
							.filter(Objects::nonNull)
							.toList());
			}
			return assembly;
		}

		@Bean
		@Lazy
		PartitionedAssembly canalPartitionedAssembly(Destination destination, CanalProperties properties,
				HandlerRegistry handlers, ObjectProvider<Sink> sinks, ObjectProvider<SinkFactory> factories,
				ObjectProvider<PartitionedSourceFactory> sources) {
			PartitionedAssembly assembly = new PartitionedAssembly(handlers, new ErrorHandling(properties, destination),
					factories, sources);
			assembly.add(SourceProperties.single(properties), destination, () -> sinks.orderedStream().toList());
			SourceProperties.named(properties)
				.forEach((server) -> assembly.add(server, destination.of(server), List::of));
			return assembly;
		}

		@Bean
		@ConditionalOnMissingBean(CanalOperations.class)
		Pipelines canalOperations(PipelineAssembly assembly, PartitionedAssembly partitioned,
				CanalProperties properties, ObjectProvider<PipelineListener> listener) {
			return new Pipelines(assembly, partitioned, properties.retry().settings(),
					properties.verify().settings(properties.snapshot().settings()),
					listener.getIfAvailable(() -> PipelineListener.NOOP), Clock.systemUTC());
		}

	}

	/**
	 * Leaves the application's beans that use {@link CanalOperations} something to use.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "canal.enabled", havingValue = false)
	static class DisabledConfiguration {

		@Bean
		@ConditionalOnMissingBean(CanalOperations.class)
		Pipelines canalOperations() {
			return new Pipelines(List::of, PipelineSettings.defaults(), PipelineListener.NOOP, Clock.systemUTC());
		}

	}

}
