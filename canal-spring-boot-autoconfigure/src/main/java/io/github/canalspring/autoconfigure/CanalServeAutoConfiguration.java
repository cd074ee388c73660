package io.github.canalspring.autoconfigure;

import java.util.List;

import io.github.canalspring.checkpoint.BackgroundCheckpointStore;
import io.github.canalspring.checkpoint.CheckpointStore;
import io.github.canalspring.serve.CanalPort;
import io.github.canalspring.serve.Served;
import io.github.canalspring.source.StartFrom;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the port at which Canal's clients subscribe to the application's
 * streams: {@code canal.serve.port}.
 */
@AutoConfiguration(after = CanalAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "canal.enabled", matchIfMissing = true)
@ConditionalOnProperty("canal.serve.port")
public final class CanalServeAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CanalPort canalPort(CanalProperties properties, PipelineAssembly assembly, CheckpointStore checkpoints) {
		ServeProperties serve = properties.serve();
		return new CanalPort(serve.settings(), () -> served(serve.destinations(), assembly.streams()),
				new BackgroundCheckpointStore(checkpoints));
	}

	private static List<Served> served(List<String> wanted, List<PipelineAssembly.Stream> streams) {
		List<String> known = streams.stream().map((stream) -> stream.destination().name()).toList();
		wanted.stream().filter((name) -> !known.contains(name)).findFirst().ifPresent((name) -> {
			throw new InvalidPropertyException("canal.serve.destinations", name, "not the name of a stream",
					"Write one of those that canal.server.dest and its like give: " + known + ".");
		});
		return streams.stream()
			.filter((stream) -> wanted.isEmpty() ? isConfigured(stream, streams)
					: wanted.contains(stream.destination().name()))
			.map(CanalServeAutoConfiguration::served)
			.toList();
	}

	/** Where there are servers with names, there need not be one without. */
	private static boolean isConfigured(PipelineAssembly.Stream stream, List<PipelineAssembly.Stream> streams) {
		return stream.server().isNamed() || streams.size() == 1 || !stream.server().server().ip().isEmpty();
	}

	private static Served served(PipelineAssembly.Stream stream) {
		if (stream.source().get().keepsCursor()) {
			throw new SetupException(
					"canal.serve.port is set, but " + stream.source().get().describe()
							+ " cannot be served: it has one " + "cursor, and each client would need its own.",
					"Let the clients read it themselves, or leave the stream " + stream.destination().name()
							+ " out of canal.serve.destinations.");
		}
		boolean elsewhere = stream.startFrom() != null && !(stream.startFrom() instanceof StartFrom.Snapshot);
		return new Served(stream.destination().name(), stream.source(), stream.filter(),
				elsewhere ? stream.startFrom() : new StartFrom.Latest());
	}

}
