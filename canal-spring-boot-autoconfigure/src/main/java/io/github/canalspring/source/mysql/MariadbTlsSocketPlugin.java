package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.net.Socket;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.HostAddress;
import org.mariadb.jdbc.export.ExceptionFactory;
import org.mariadb.jdbc.plugin.TlsSocketPlugin;

/**
 * Makes MariaDB's driver encrypt with the application's SSL bundle. Public, because the
 * driver makes the instance; connections that do not ask for its type are not concerned.
 */
public final class MariadbTlsSocketPlugin implements TlsSocketPlugin {

	static final String TYPE = "canal-spring";

	@Override
	public String type() {
		return TYPE;
	}

	@Override
	public TrustManager[] getTrustManager(Configuration configuration, ExceptionFactory exceptions, HostAddress host) {
		return new TrustManager[0];
	}

	@Override
	public KeyManager[] getKeyManager(Configuration configuration, ExceptionFactory exceptions) {
		return new KeyManager[0];
	}

	/**
	 * The factory made of the managers above trusts nobody; the settings make the socket.
	 */
	@Override
	public SSLSocket createSocket(Socket socket, SSLSocketFactory factory) throws IOException {
		return DriverTls.over(socket);
	}

	@Override
	public void verify(String host, SSLSession session, long threadId) {
		// The handshake has verified the name.
	}

}
