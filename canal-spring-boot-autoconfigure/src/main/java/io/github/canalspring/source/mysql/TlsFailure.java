package io.github.canalspring.source.mysql;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;

import io.github.canalspring.source.SourceException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a connection failed because the server could not be trusted.
 */
final class TlsFailure {

	private TlsFailure() {
	}

	/**
	 * What is wrong with the encryption of a connection.
	 * @return the failure, or {@code null} if it is another one
	 */
	static @Nullable SourceException of(HostPort host, @Nullable Throwable failure) {
		CertificateException certificate = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
				return new SourceException(
						"The certificate of " + host + " is not signed by anyone who is trusted: " + cause.getMessage(),
						"Put the certificate of the server's authority (such as ca.pem in the data directory of MySQL) "
								+ "into the trust store of the SSL bundle that " + host.property("ssl.bundle")
								+ " names",
						failure);
			}
			if (cause instanceof CertificateException found) {
				certificate = found;
			}
			if (isWithoutTls(String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))) {
				return new SourceException(host + " offers no encryption, but " + host.property("ssl") + " asks for it",
						"Give the server a certificate (ssl_cert, ssl_key), or remove " + host.property("ssl"),
						failure);
			}
		}
		if (certificate == null) {
			return null;
		}
		return new SourceException("The certificate of " + host + " is not accepted: " + certificate.getMessage(),
				"Write the name that the certificate is for in " + host.property("ip")
						+ ", or give the server a certificate for "
						+ "this one. Those that MySQL makes itself name no host: for them, set "
						+ host.property("ssl.verify-hostname") + " to false",
				failure);
	}

	/**
	 * In the words of the binlog client, MySQL's driver, and MariaDB's.
	 */
	private static boolean isWithoutTls(String message) {
		return message.contains("server does not support ssl") || message.contains("ssl connection required, but not")
				|| message.contains("ssl not enabled in the server");
	}

}
