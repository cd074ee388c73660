package io.github.canalspring.sink.kafka;

import java.util.regex.Pattern;

import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.message.MessageWriter;
import io.github.canalspring.message.NameTemplate;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import org.jspecify.annotations.Nullable;

/**
 * What becomes messages of which topic.
 *
 * @param table the tables
 * @param topic the topic, with the table's name in it or not
 * @param settings the format of the messages
 * @param key makes a message's key; {@code null} for what the format makes of the primary
 * key
 * @param fields which columns are written
 * @param when which rows there are
 */
public record KafkaMapping(TablePattern table, NameTemplate topic, MessageSettings settings, @Nullable RowTemplate key,
		FieldSelection fields, RowCondition when) {

	/** What the name of a topic may be made of. */
	public static final Pattern TOPIC_CHARACTERS = Pattern.compile("[a-zA-Z0-9._-]+");

	MessageWriter writer() {
		return MessageWriter.of(this.settings, this.fields, this.key, this.when);
	}

	@Override
	public String toString() {
		return this.table + " -> " + this.topic;
	}

}
