package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

import com.github.shyiko.mysql.binlog.network.AuthenticationException;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;

/**
 * Logs in as a stream does and leaves again. The JDBC driver may get in where the binlog
 * client does not: it knows other ways to authenticate, and encrypts without being asked.
 */
final class LoginProbe implements EventConsumer {

	private LoginProbe() {
	}

	/**
	 * Log in.
	 * @throws SourceException if the server does not let the binlog client in
	 */
	static void run(HostPort host, MysqlConnection connection) {
		BinlogClient client = new BinlogClient(host, connection,
				ThreadLocalRandom.current().nextLong(1L << 31, (1L << 32) - 1), new LoginProbe());
		try {
			client.connect();
		}
		catch (CancellationException ex) {
			// It was let in.
		}
		catch (AuthenticationException ex) {
			throw refused(host, connection, ex);
		}
		catch (IOException ex) {
			SourceException tls = TlsFailure.of(host, ex);
			throw (tls != null) ? tls : new SourceUnreachableException(
					"The connection to " + host + " broke: " + ex.getMessage(), "See whether the server runs", ex);
		}
		finally {
			client.abort();
		}
	}

	private static SourceException refused(HostPort host, MysqlConnection connection, AuthenticationException failure) {
		if (failure.getErrorCode() == 1045 && connection.tls() == null) {
			return new SourceException(
					host + " accepts user '" + connection.user() + "' only encrypted: " + failure.getMessage(),
					"Set " + host.property("ssl.bundle") + " to an SSL bundle that trusts the server, or "
							+ host.property("ssl.enabled") + " " + "to true if the JVM does",
					failure);
		}
		SourceException known = AccessFailure.of(host, connection.user(), failure.getErrorCode(),
				String.valueOf(failure.getMessage()), failure);
		return (known != null) ? known
				: new SourceException(
						host + " does not let user '" + connection.user() + "' read the binlog: "
								+ failure.getMessage(),
						"See how the user authenticates: SHOW CREATE USER CURRENT_USER()", failure);
	}

	/**
	 * Asked for after the login.
	 */
	@Override
	public BinlogPosition resume() {
		throw new CancellationException("The login is over");
	}

	@Override
	public void connected(BinlogPosition from, boolean search) {
		throw new IllegalStateException("Nothing is read");
	}

	@Override
	public void event(EventHeader header, EventBytes body) {
		throw new IllegalStateException("Nothing is read");
	}

}
