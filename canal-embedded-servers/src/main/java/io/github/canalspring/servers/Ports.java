package io.github.canalspring.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free ports. They are taken from below the range in which operating systems pick
 * ports for outgoing connections, so that no client is given a server's port while that
 * server is down.
 */
final class Ports {

	private static final int LOWEST = 15_000;

	private static final int HIGHEST = 32_000;

	private static final int ATTEMPTS = 1_000;

	private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

	private Ports() {
	}

	static int next() {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
			if (HANDED_OUT.add(port)) {
				if (isFree(port)) {
					return port;
				}
				HANDED_OUT.remove(port);
			}
		}
		throw new ServerUnavailableException("No free port on 127.0.0.1 between " + LOWEST + " and " + HIGHEST
				+ ": give one with port(...), or end some of what is listening there");
	}

	static void giveBack(int port) {
		HANDED_OUT.remove(port);
	}

	static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 }), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
