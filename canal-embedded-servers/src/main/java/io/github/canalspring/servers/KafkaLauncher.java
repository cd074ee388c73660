package io.github.canalspring.servers;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs in the JVM of a {@link KafkaServer}: an empty folder has to be formatted before
 * the broker takes it, which would be another JVM otherwise.
 */
final class KafkaLauncher {

	private static final String CLUSTER = "Y2FuYWwtc3ByaW5nLWthZg";

	private KafkaLauncher() {
	}

	/**
	 * Start the broker.
	 * @param arguments the broker's configuration, and the file that tells a formatted
	 * folder
	 * @throws ReflectiveOperationException if this is not the Kafka it was written for
	 */
	public static void main(String[] arguments) throws ReflectiveOperationException {
		if (!Files.exists(Path.of(arguments[1]))) {
			Object failure = Class.forName("kafka.tools.StorageTool")
				.getMethod("execute", String[].class, PrintStream.class)
				.invoke(null, new String[] { "format", "-t", CLUSTER, "-c", arguments[0] }, System.out);
			if (!failure.equals(0)) {
				System.exit((Integer) failure);
			}
		}
		Class.forName("kafka.Kafka")
			.getMethod("main", String[].class)
			.invoke(null, (Object) new String[] { arguments[0] });
	}

}
