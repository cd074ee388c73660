package io.github.canalspring.sink.rabbitmq;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.github.canalspring.message.Message;
import io.github.canalspring.message.MessageWriter;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * The way of one table's changes by one mapping. Of a routing key with columns in it,
 * rows are told apart by these columns, so that a row that gets another routing key is
 * deleted under the old one.
 */
final class TableRoute {

	/** As much as the protocol carries. */
	static final int MAX_ROUTING_KEY = 255;

	private final String exchange;

	private final MessageWriter writer;

	/** The same for all rows; {@code null} if it is the message's key. */
	private final @Nullable String constant;

	/** Before a message's key, where that is not the routing key itself. */
	private final String prefix;

	TableRoute(RabbitMapping mapping, TableId table) {
		this.exchange = mapping.exchange().of(table);
		String text = mapping.routingKey();
		RowTemplate template = null;
		if (text != null) {
			text = text.replace("{database}", table.database()).replace("{table}", table.table());
			template = text.contains("{") ? RowTemplate.parse(text) : null;
		}
		this.constant = (template == null) ? text : null;
		this.prefix = (text == null) ? table + "." : "";
		this.writer = MessageWriter.of(mapping.settings(), mapping.fields(), template, mapping.when());
	}

	String exchange() {
		return this.exchange;
	}

	List<Message> write(Change change) {
		return this.writer.write(change);
	}

	/** The routing key of a message, which may be too long where the mapping makes it. */
	String routingKey(Message message) {
		if (this.constant != null) {
			return this.constant;
		}
		String key = new String(message.key(), StandardCharsets.UTF_8);
		boolean fits = this.prefix.isEmpty() || isPossible(this.prefix + key);
		return this.prefix + (fits ? key : digest(message.key()));
	}

	static boolean isPossible(String routingKey) {
		return routingKey.length() <= MAX_ROUTING_KEY
				&& routingKey.getBytes(StandardCharsets.UTF_8).length <= MAX_ROUTING_KEY;
	}

	private static String digest(byte[] key) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
