package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Supplier;

import javax.net.ssl.SSLSocket;

import org.jspecify.annotations.Nullable;

/**
 * Hands the TLS settings of a connection to the JDBC driver, which makes its socket on
 * the thread that asks for the connection. The drivers themselves take keys only from
 * files.
 */
final class DriverTls {

	private static final ThreadLocal<@Nullable Target> CURRENT = new ThreadLocal<>();

	private DriverTls() {
	}

	/**
	 * Do something for which the driver may connect.
	 * @param settings the settings; {@code null} for those that the driver has itself
	 * @param host the host as it was given, which the certificate must name
	 * @param action what to do
	 * @return its result
	 */
	static <T extends @Nullable Object> T with(@Nullable TlsSettings settings, String host, Supplier<T> action) {
		Target outer = CURRENT.get();
		CURRENT.set((settings != null) ? new Target(settings, host) : null);
		try {
			return action.get();
		}
		finally {
			CURRENT.set(outer);
		}
	}

	static SSLSocket over(Socket socket) throws IOException {
		Target target = CURRENT.get();
		if (target == null) {
			throw new IOException("There are no TLS settings for this connection");
		}
		return target.settings.over(socket, target.host);
	}

	private record Target(TlsSettings settings, String host) {
	}

}
