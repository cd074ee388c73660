package io.github.canalspring.sink.rabbitmq;

import java.util.regex.Pattern;

import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.message.NameTemplate;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.TablePattern;
import org.jspecify.annotations.Nullable;

/**
 * What becomes messages to which exchange.
 *
 * @param table the tables
 * @param exchange the exchange, with the table's name in it or not
 * @param routingKey makes the routing key: text with {@code {database}}, {@code {table}}
 * and columns in it; {@code null} for the table's full name and the message's key
 * @param settings the format of the messages
 * @param fields which columns are written
 * @param when which rows there are
 */
public record RabbitMapping(TablePattern table, NameTemplate exchange, @Nullable String routingKey,
		MessageSettings settings, FieldSelection fields, RowCondition when) {

	/** What the name of an exchange may be made of. */
	public static final Pattern EXCHANGE_CHARACTERS = Pattern.compile("[\\w.:-]+");

	@Override
	public String toString() {
		return this.table + " -> " + this.exchange;
	}

}
