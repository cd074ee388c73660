package io.github.canalspring.canal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What proves to a Canal server that the client knows the password: the answer of MySQL's
 * {@code mysql_native_password}, in hexadecimal.
 */
public final class Password {

	private Password() {
	}

	/**
	 * Answer a server's challenge.
	 * @param password the password
	 * @param seeds the random bytes that the server sent
	 * @return the answer; empty for an empty password
	 */
	public static byte[] answer(String password, byte[] seeds) {
		if (password.isEmpty()) {
			return new byte[0];
		}
		byte[] once = sha1(password.getBytes(StandardCharsets.UTF_8));
		byte[] answer = sha1(seeds, sha1(once));
		for (int index = 0; index < answer.length; index++) {
			answer[index] ^= once[index];
		}
		return HexFormat.of().formatHex(answer).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Whether an answer shows that the client knows the password. Takes the same time
	 * whatever of it is wrong.
	 * @param password the password
	 * @param seeds the random bytes that were sent
	 * @param answer the client's answer
	 * @return whether it is the right one
	 */
	public static boolean isProved(String password, byte[] seeds, byte[] answer) {
		return MessageDigest.isEqual(answer(password, seeds), answer);
	}

	private static byte[] sha1(byte[]... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-1");
			for (byte[] part : parts) {
				digest.update(part);
			}
			return digest.digest();
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

}
