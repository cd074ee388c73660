package io.github.canalspring.servers;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The servers that run, so that an orderly end of the JVM ends them too and leaves no
 * temporary data behind. Keeps them reachable as well: a server that nobody refers to any
 * more goes on until then.
 */
final class LiveServers {

	/** Threads in which Spring closes its contexts, which are still served meanwhile. */
	private static final Set<String> SPRING_HOOKS = Set.of("SpringApplicationShutdownHook",
			"SpringContextShutdownHook");

	/** The JVM starts its hooks one after the other, in no order. */
	private static final Duration UNTIL_ALL_HOOKS_RUN = Duration.ofMillis(50);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Set<ServerRuntime> SERVERS = ConcurrentHashMap.newKeySet();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(LiveServers::closeAll, "canal-servers-shutdown"));
	}

	private LiveServers() {
	}

	static void add(ServerRuntime server) {
		SERVERS.add(server);
	}

	static void remove(ServerRuntime server) {
		SERVERS.remove(server);
	}

	private static void closeAll() {
		if (!SERVERS.isEmpty()) {
			awaitSpring();
			List.copyOf(SERVERS).forEach(ServerRuntime::close);
		}
	}

	/** Else an application would lose its servers while it shuts down, and complain. */
	private static void awaitSpring() {
		try {
			Thread.sleep(UNTIL_ALL_HOOKS_RUN.toMillis());
			for (Thread thread : Thread.getAllStackTraces().keySet()) {
				if (SPRING_HOOKS.contains(thread.getName())) {
					thread.join(PATIENCE.toMillis());
				}
			}
		}
		catch (InterruptedException ex) {
			// Closing is next, and interrupted or not, it has to be done.
			Thread.currentThread().interrupt();
		}
	}

}
