package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Supplier;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * How connections to the server are encrypted. The server's certificate is always
 * verified.
 *
 * @param bundle gives what to trust and, where the server wants it, our own certificate;
 * asked for every connection, so that a bundle that was reloaded counts
 * @param verifyHostname whether the certificate must be for the host's name or address
 */
public record TlsSettings(Supplier<SslBundle> bundle, boolean verifyHostname) {

	/**
	 * Encrypt a connection. Verification takes place in the handshake, which the caller
	 * starts, or reading or writing does.
	 */
	SSLSocket over(Socket socket, String host) throws IOException {
		SslBundle current = this.bundle.get();
		SSLSocket encrypted = (SSLSocket) current.createSslContext()
			.getSocketFactory()
			.createSocket(socket, host, socket.getPort(), true);
		SSLParameters parameters = encrypted.getSSLParameters();
		SslOptions options = current.getOptions();
		if (options.getCiphers() != null) {
			parameters.setCipherSuites(options.getCiphers());
		}
		if (options.getEnabledProtocols() != null) {
			parameters.setProtocols(options.getEnabledProtocols());
		}
		// What HTTPS does is to compare the names in the certificate with the host.
		parameters.setEndpointIdentificationAlgorithm(this.verifyHostname ? "HTTPS" : null);
		encrypted.setSSLParameters(parameters);
		encrypted.setUseClientMode(true);
		return encrypted;
	}

}
