package io.github.canalspring.source.mysql;

import java.io.Closeable;
import java.io.IOException;

import javax.net.ssl.SSLSocket;

import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.ServerSession;
import com.mysql.cj.protocol.SocketConnection;
import com.mysql.cj.protocol.StandardSocketFactory;

/**
 * Makes MySQL's driver encrypt with the application's SSL bundle. Public, because the
 * driver makes the instance.
 */
public final class ConnectorJTlsSocketFactory extends StandardSocketFactory {

	@Override
	public <T extends Closeable> T performTlsHandshake(SocketConnection connection, ServerSession session)
			throws IOException {
		return performTlsHandshake(connection, session, null);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T extends Closeable> T performTlsHandshake(SocketConnection connection, ServerSession session, Log log)
			throws IOException {
		SSLSocket encrypted = DriverTls.over(this.rawSocket);
		encrypted.startHandshake();
		this.sslSocket = encrypted;
		return (T) encrypted;
	}

}
