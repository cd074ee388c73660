package io.github.canalspring.autoconfigure;

import java.time.ZoneId;
import java.util.List;

import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.pipeline.OnError.Reaction;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A table whose changes are sent to Kafka.
 *
 * @param table Table as database.table, with * for any run of characters.
 * @param topic Topic, with {database} and {table} in it or not.
 * @param format Format of the messages: canal-flat, debezium or maxwell.
 * @param key Key of a message, with columns in braces. What the format makes of the
 * primary key when not set.
 * @param schemas Whether Debezium's messages are wrapped together with their schema.
 * @param decimals How Debezium's messages carry a DECIMAL: precise, string or double.
 * @param timeZone Zone in which canal-flat has TIMESTAMP values. This JVM's zone when not
 * set.
 * @param include Comma-separated list of the columns to take. All when empty.
 * @param exclude Comma-separated list of the columns to leave out.
 * @param when Condition over columns; a row that does not meet it is as if deleted.
 * @param onError What becomes of a change that Kafka does not take for a reason of its
 * own: hold or park.
 */
record KafkaSinkProperties(@Nullable String table, @Nullable String topic, @Nullable MessageFormat format,
		@Nullable String key, @DefaultValue("true") boolean schemas, @DefaultValue("precise") Decimals decimals,
		@Nullable ZoneId timeZone, @DefaultValue List<String> include, @DefaultValue List<String> exclude,
		@Nullable String when, @Nullable Reaction onError) {

}
