package io.github.canalspring.source.canal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a Canal server from a database by the first bytes that it sends.
 */
public final class CanalGreeting {

	private static final Logger logger = LoggerFactory.getLogger(CanalGreeting.class);

	private CanalGreeting() {
	}

	/**
	 * Listen to a server. Canal's packets begin with their length, the highest byte
	 * first, MySQL's with the lowest; greetings are short.
	 * @param node the server
	 * @param timeout how long to wait for it
	 * @param property the property that says it for certain, for the log
	 * @return whether it is a Canal server; {@code false} also if it does not answer
	 */
	public static boolean isHeardFrom(CanalNode node, Duration timeout, String property) {
		try (Socket socket = new Socket()) {
			int millis = (int) timeout.toMillis();
			socket.connect(new InetSocketAddress(node.host(), node.port()), millis);
			socket.setSoTimeout(millis);
			byte[] start = socket.getInputStream().readNBytes(4);
			return start.length == 4 && start[0] == 0 && start[1] == 0;
		}
		catch (IOException ex) {
			logger.info("{} does not tell yet whether it is a database or a Canal server, and is taken for a database: "
					+ "{}. {} says it for certain", node, ex.toString(), property);
			return false;
		}
	}

}
