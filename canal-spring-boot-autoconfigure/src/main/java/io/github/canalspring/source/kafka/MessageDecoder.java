package io.github.canalspring.source.kafka;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.github.canalspring.message.MessageContent;
import io.github.canalspring.message.MessageReader;
import io.github.canalspring.message.RowChange;
import io.github.canalspring.message.UnreadableMessageException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.SourceUnreachableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.Transaction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;

/**
 * Makes batches of messages. What is none of the format goes to the dead letters, or
 * stops the partition. For one thread.
 */
final class MessageDecoder {

	private static final Logger logger = LoggerFactory.getLogger(MessageDecoder.class);

	private final MessageReader reader;

	private final Predicate<TableId> tables;

	/** Whether the sink keeps copies of rows, which are wrong once a table is emptied. */
	private final boolean copies;

	private final @Nullable DeadLetterPublishingRecoverer deadLetters;

	MessageDecoder(KafkaSource kafka, Predicate<TableId> tables, boolean copies) {
		this.reader = MessageReader.of(kafka.topics().settings(), tables);
		this.tables = tables;
		this.copies = copies;
		KafkaOperations<byte[], byte[]> sender = kafka.deadLetters();
		String topic = kafka.topics().deadLetterTopic();
		this.deadLetters = (sender == null || topic == null) ? null : new DeadLetterPublishingRecoverer(sender,
				(record, failure) -> new TopicPartition(topic.replace("{topic}", record.topic()), -1));
	}

	/**
	 * Make a batch of a message.
	 * @param record the message
	 * @param start the position before it
	 * @param end the position behind it
	 * @return the batch, without changes if it has none that is wanted
	 * @throws SourceException if it cannot be read and there is no place for dead letters
	 */
	ChangeBatch batch(ConsumerRecord<byte[], byte[]> record, KafkaPosition start, KafkaPosition end) {
		MessageContent content = content(record, start);
		if (this.copies) {
			content.replaced().stream().filter(this.tables).findFirst().ifPresent((table) -> {
				throw new SourceException(
						"All rows of table " + table + " were replaced at once, as by TRUNCATE or RENAME TABLE, at "
								+ place(record) + ", and Kafka cannot be asked for those that are there now",
						"Delete the table's entries in the sink. Then start with the table in filter.exclude until "
								+ "the pipeline is past this place, and again without");
			});
		}
		List<RowChange> rows = content.changes();
		if (rows.isEmpty()) {
			return new ChangeBatch(List.of(), end, Instant.ofEpochMilli(Math.max(0, record.timestamp())), 0);
		}
		Instant committedAt = rows.get(0).committedAt();
		KafkaPosition at = start.at(record.offset());
		Transaction transaction = new Transaction(at, null, committedAt, rows.get(0).snapshot());
		List<Change> changes = new ArrayList<>(rows.size());
		for (int index = 0; index < rows.size(); index++) {
			changes.add(rows.get(index).in(transaction, index, end.version()));
		}
		return new ChangeBatch(changes, end, committedAt, 2L * Math.max(0, record.serializedValueSize()));
	}

	private MessageContent content(ConsumerRecord<byte[], byte[]> record, KafkaPosition start) {
		try {
			return this.reader.read(record.key(), record.value());
		}
		catch (UnreadableMessageException ex) {
			if (this.deadLetters == null) {
				throw new SourceException("The message at " + place(record) + " cannot be read: " + ex.getMessage(),
						"Set the server's kafka.format to the format that the topic has. For a message that is none of "
								+ "it, name a topic for such messages with kafka.dead-letter-topic.",
						ex);
			}
			logger.warn("The message at {} cannot be read, it goes to the dead letters: {}", place(record),
					ex.getMessage());
			bury(this.deadLetters, record, ex);
			return this.reader.read(null, null);
		}
	}

	private static void bury(DeadLetterPublishingRecoverer deadLetters, ConsumerRecord<byte[], byte[]> record,
			UnreadableMessageException failure) {
		try {
			deadLetters.accept(record, failure);
		}
		catch (KafkaException ex) {
			throw new SourceUnreachableException("The message at " + place(record)
					+ " cannot be read, and the dead letters do not take it: " + ex.getMessage(),
					"Make the topic that kafka.dead-letter-topic names", ex);
		}
	}

	private static String place(ConsumerRecord<byte[], byte[]> record) {
		return record.topic() + "-" + record.partition() + "@" + record.offset();
	}

}
