package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the RabbitMQ that is installed on this machine, as Debian's package has it, as
 * whoever runs the tests and with everything of its own in the data directory.
 */
record RabbitMqProgram(Path executable, List<String> settings) implements ServerProgram {

	/** What a container runs; a package has the version that its system has. */
	static final String VERSION = "3.13";

	private static final String PLUGINS = "[rabbitmq_consistent_hash_exchange].\n";

	/** Not the one in {@code sbin}, which runs the server as the system's own user. */
	private static final List<Path> EXECUTABLES = List.of(Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server"),
			Path.of("/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server"),
			Path.of("/usr/local/opt/rabbitmq/sbin/rabbitmq-server"));

	static Optional<Path> installed() {
		return EXECUTABLES.stream().filter(Files::isExecutable).findFirst();
	}

	static ContainerImage image(List<String> settings) {
		return new ContainerImage("RabbitMQ " + VERSION, "rabbitmq:" + VERSION, 5672, Map.of(), List.of(),
				Map.of("/etc/rabbitmq/enabled_plugins", PLUGINS, "/etc/rabbitmq/conf.d/90-canal.conf",
						configuration(settings)),
				Probe.RABBITMQ);
	}

	@Override
	public String name() {
		return "RabbitMQ";
	}

	@Override
	public Probe probe() {
		return Probe.RABBITMQ;
	}

	/**
	 * The node is named before RabbitMQ would do it, and told where others listen: it
	 * then needs no epmd, a daemon that all Erlang programs of a machine share and that
	 * would outlive the server. A node's data is in a folder of its name, so that the
	 * name must not change.
	 */
	@Override
	public Launch prepare(Path directory, int port) throws IOException {
		Files.writeString(directory.resolve("enabled_plugins"), PLUGINS);
		Files.writeString(directory.resolve("rabbitmq.conf"), configuration(this.settings));
		Files.writeString(directory.resolve("rabbitmq-env.conf"), "");
		String node = "canal" + port + "@localhost";
		Map<String, String> environment = Map.ofEntries(Map.entry("HOME", directory.toString()),
				Map.entry("RABBITMQ_CONF_ENV_FILE", directory.resolve("rabbitmq-env.conf").toString()),
				Map.entry("RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq.conf").toString()),
				Map.entry("RABBITMQ_ADVANCED_CONFIG_FILE", directory.resolve("advanced.config").toString()),
				Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", directory.resolve("enabled_plugins").toString()),
				Map.entry("RABBITMQ_FEATURE_FLAGS_FILE", directory.resolve("feature_flags").toString()),
				Map.entry("RABBITMQ_GENERATED_CONFIG_DIR", directory.resolve("generated").toString()),
				Map.entry("RABBITMQ_PID_FILE", directory.resolve("pid").toString()),
				Map.entry("RABBITMQ_MNESIA_BASE", directory.resolve("mnesia").toString()),
				Map.entry("RABBITMQ_LOG_BASE", directory.toString()), Map.entry("RABBITMQ_LOGS", "-"),
				Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_NODE_PORT", Integer.toString(port)), Map.entry("RABBITMQ_NODENAME", node),
				Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-sname " + node + " -setcookie canal"),
				// Has the script become the server instead of waiting for it.
				Map.entry("RUNNING_UNDER_SYSTEMD", "true"),
				// Also for the Erlang that the server itself starts to look after epmd.
				Map.entry("ERL_FLAGS", "-start_epmd false -erl_epmd_port " + distributionPort()
						+ " -kernel inet_dist_use_interface {127,0,0,1}"));
		return new Launch(List.of(this.executable.toString()), environment);
	}

	private static String configuration(List<String> settings) {
		List<String> lines = new ArrayList<>(
				List.of("loopback_users.guest = false", "disk_free_limit.absolute = 50MB"));
		lines.addAll(settings);
		return String.join("\n", lines) + "\n";
	}

	/** Taken at each start: nobody but the node itself has to know it. */
	private static int distributionPort() {
		int port = Ports.next();
		Ports.giveBack(port);
		return port;
	}

}
