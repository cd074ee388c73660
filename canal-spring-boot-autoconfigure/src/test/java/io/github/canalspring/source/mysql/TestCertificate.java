package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * A certificate that the JDK's keytool makes and signs with itself.
 *
 * @param name its name in its key store
 * @param certificate the file with the certificate
 * @param key the file with its key
 */
public record TestCertificate(String name, Path certificate, Path key) {

	public static TestCertificate create(Path directory, String name, String subjectAlternativeName)
			throws IOException, InterruptedException, GeneralSecurityException {
		Path store = directory.resolve(name + ".p12");
		Process keytool = new ProcessBuilder(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
						name, "-keyalg", "RSA", "-keysize", "2048", "-validity", "30", "-dname", "CN=" + name, "-ext",
						"SAN=" + subjectAlternativeName, "-storetype", "PKCS12", "-keystore", store.toString(),
						"-storepass", "changeit"))
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes());
		if (keytool.waitFor() != 0) {
			throw new IllegalStateException(output);
		}
		KeyStore keys = keys(store);
		Path certificate = directory.resolve(name + "-cert.pem");
		Path key = directory.resolve(name + "-key.pem");
		Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
		Files.writeString(key, pem("PRIVATE KEY", keys.getKey(name, "changeit".toCharArray()).getEncoded()));
		return new TestCertificate(name, certificate, key);
	}

	private static String pem(String title, byte[] content) {
		return "-----BEGIN " + title + "-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content) + "\n-----END " + title
				+ "-----\n";
	}

	/**
	 * A bundle that trusts this certificate.
	 */
	SslBundle trusted() {
		return trusting(this.certificate);
	}

	/**
	 * A bundle that trusts a certificate and shows this one, by a key store.
	 */
	SslBundle showing(TestCertificate trusted) {
		Path store = this.certificate.resolveSibling(this.name + ".p12");
		return SslBundle
			.of(SslStoreBundle.of(keys(store), "changeit",
					new PemSslStoreBundle(null,
							PemSslStoreDetails.forCertificate(trusted.certificate.toUri().toString()))
						.getTrustStore()),
					SslBundleKey.of("changeit", this.name));
	}

	private static KeyStore keys(Path store) {
		try (InputStream in = Files.newInputStream(store)) {
			KeyStore keys = KeyStore.getInstance("PKCS12");
			keys.load(in, "changeit".toCharArray());
			return keys;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static SslBundle trusting(Path certificate) {
		return SslBundle
			.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(certificate.toUri().toString())));
	}

}
