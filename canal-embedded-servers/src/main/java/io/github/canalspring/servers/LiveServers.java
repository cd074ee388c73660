package io.github.canalspring.servers;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The servers that run, so that an orderly end of the JVM ends them too and leaves no
 * temporary data behind. Keeps them reachable as well: a server that nobody refers to any
 * more goes on until then.
 */
final class LiveServers {

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
		List.copyOf(SERVERS).forEach(ServerRuntime::close);
	}

}
