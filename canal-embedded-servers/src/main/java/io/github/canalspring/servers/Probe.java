package io.github.canalspring.servers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Finds out whether a server takes work, with no client library.
 */
enum Probe {

	/** The first packet is a greeting, and not yet an error. */
	DATABASE {
		@Override
		boolean ask(String host, int port) throws IOException {
			try (Socket socket = connect(host, port)) {
				byte[] start = socket.getInputStream().readNBytes(PACKET_HEADER + 1);
				return start.length > PACKET_HEADER && start[PACKET_HEADER] == PROTOCOL_VERSION;
			}
		}
	},

	/** Its first packet is a handshake. */
	CANAL {
		@Override
		boolean ask(String host, int port) throws IOException {
			try (Socket socket = connect(host, port)) {
				return socket.getInputStream().readNBytes(PACKET_HEADER).length == PACKET_HEADER;
			}
		}
	},

	/** It tells its version. */
	ZOOKEEPER {
		@Override
		boolean ask(String host, int port) throws IOException {
			try (Socket socket = connect(host, port)) {
				socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
				String answer = new String(socket.getInputStream().readNBytes(9), StandardCharsets.US_ASCII);
				return answer.equals("Zookeeper");
			}
		}
	},

	/** It answers a ping; or asks for a password, but is not loading its data. */
	REDIS {
		@Override
		boolean ask(String host, int port) throws IOException {
			try (Socket socket = connect(host, port)) {
				socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
				String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
				return answer.equals("+PONG") || answer.equals("-NOAU");
			}
		}
	},

	/** It tells which versions of requests it knows, which it does once it is let in. */
	KAFKA {
		@Override
		boolean ask(String host, int port) throws IOException {
			try (Socket socket = connect(host, port)) {
				DataOutputStream out = new DataOutputStream(socket.getOutputStream());
				out.writeInt(Short.BYTES + Short.BYTES + Integer.BYTES + Short.BYTES);
				out.writeShort(KAFKA_VERSIONS);
				out.writeShort(0);
				out.writeInt(1);
				out.writeShort(-1);
				DataInputStream in = new DataInputStream(socket.getInputStream());
				return in.readInt() > 0 && in.readInt() == 1 && in.readShort() == 0;
			}
		}
	},

	/** It has recovered what it had; replicas have nowhere to go, so yellow will do. */
	ELASTICSEARCH {
		@Override
		boolean ask(String host, int port) throws IOException {
			URI health = URI.create("http://" + host + ":" + port + "/_cluster/health");
			HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection(Proxy.NO_PROXY);
			connection.setConnectTimeout(TIMEOUT);
			connection.setReadTimeout(TIMEOUT);
			try (InputStream body = connection.getInputStream()) {
				String answer = new String(body.readAllBytes(), StandardCharsets.UTF_8);
				return answer.contains("\"status\":\"green\"") || answer.contains("\"status\":\"yellow\"");
			}
		}
	};

	private static final int TIMEOUT = (int) Duration.ofSeconds(2).toMillis();

	private static final int PACKET_HEADER = 4;

	private static final int PROTOCOL_VERSION = 10;

	private static final int KAFKA_VERSIONS = 18;

	boolean answers(String host, int port) {
		try {
			return ask(host, port);
		}
		catch (IOException ex) {
			// Not yet; the log tells why if it never does.
			return false;
		}
	}

	abstract boolean ask(String host, int port) throws IOException;

	private static Socket connect(String host, int port) throws IOException {
		Socket socket = new Socket();
		try {
			socket.connect(new InetSocketAddress(host, port), TIMEOUT);
			socket.setSoTimeout(TIMEOUT);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

}
