package io.github.canalspring.source.rabbitmq;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import com.rabbitmq.client.Delivery;

/**
 * What tells a message from all others: its own id, else a digest of what it says.
 */
final class MessageId {

	private static final Pattern PLAIN = Pattern.compile("[\\w-]{1,64}");

	private MessageId() {
	}

	static String of(Delivery delivery) {
		String id = delivery.getProperties().getMessageId();
		if (id == null || id.isEmpty()) {
			return digest(delivery.getBody());
		}
		return PLAIN.matcher(id).matches() ? id : digest(id.getBytes(StandardCharsets.UTF_8));
	}

	private static String digest(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 16);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
