package io.github.canalspring.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

import io.github.canalspring.canal.Packets;
import io.github.canalspring.canal.Password;
import org.jspecify.annotations.Nullable;

/**
 * Greets a client and asks for its password.
 */
final class Login {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int SEEDS = 8;

	private static final int ATTEMPTS = 3;

	private static final int VERSION = 1;

	private final Packets packets;

	private final PortSettings settings;

	Login(Packets packets, PortSettings settings) {
		this.packets = packets;
		this.settings = settings;
	}

	/**
	 * Ask until the password is right.
	 * @return the request to log in, to be answered; {@code null} if it was wrong too
	 * often
	 */
	@Nullable Request run() throws IOException {
		byte[] seeds = new byte[SEEDS];
		RANDOM.nextBytes(seeds);
		this.packets.add(VERSION, Packets.HANDSHAKE, (fields) -> fields.writeByteArray(2, seeds));
		this.packets.flush();
		for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
			Request request = Request.read(this.packets.read());
			if (request.type() == Packets.CLIENT_AUTHENTICATION && isKnown(request, seeds)) {
				return request;
			}
			answer(this.packets, Refusal.FAILED, "auth failed for user:" + request.text(1));
			this.packets.flush();
		}
		return null;
	}

	private boolean isKnown(Request request, byte[] seeds) {
		String password = this.settings.password();
		return password.isEmpty() || this.settings.user().equals(request.text(1))
				&& (Password.isProved(password, seeds, request.bytes(2)) || isPassword(password, request.bytes(2)));
	}

	/** Canal-python knows no other way than to send it as it is. */
	private static boolean isPassword(String password, byte[] sent) {
		return MessageDigest.isEqual(password.getBytes(StandardCharsets.UTF_8), sent);
	}

	/** An answer without content. */
	static void answer(Packets packets, int code, @Nullable String message) throws IOException {
		packets.add(VERSION, Packets.ACK, (fields) -> {
			if (code != 0) {
				fields.writeInt32(1, code);
				fields.writeString(2, String.valueOf(message));
			}
		});
	}

}
