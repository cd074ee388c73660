package io.github.canalspring.autoconfigure;

import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.message.NameTemplate;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.kafka.KafkaMapping;

/**
 * {@code canal.sinks.kafka} as the sink takes it.
 */
final class KafkaMappings {

	private KafkaMappings() {
	}

	static List<KafkaMapping> of(SourceProperties source, Destination destination) {
		List<KafkaSinkProperties> configured = source.sinks().kafka();
		return IntStream.range(0, configured.size())
			.mapToObj((index) -> mapping(source.property("sinks.kafka[" + index + "]."), configured.get(index),
					destination))
			.toList();
	}

	private static KafkaMapping mapping(String item, KafkaSinkProperties mapping, Destination destination) {
		MessageFormat format = mapping.format();
		if (format == null) {
			throw new InvalidPropertyException(item + "format", null, "not set",
					"Write canal-flat, debezium or maxwell: what those who read the topic expect.");
		}
		String key = mapping.key();
		return new KafkaMapping(SinkMappings.table(item, mapping.table()),
				InvalidPropertyException.read(item + "topic", mapping.topic(), "shop.{table}",
						(text) -> NameTemplate.parse(text, KafkaMapping.TOPIC_CHARACTERS)),
				new MessageSettings(format, mapping.schemas(), mapping.decimals(),
						Objects.requireNonNullElseGet(mapping.timeZone(), ZoneId::systemDefault), destination.name()),
				(key == null) ? null
						: InvalidPropertyException.read(item + "key", key, "{customer_id}", RowTemplate::parse),
				new FieldSelection(mapping.include(), mapping.exclude(), Naming.COLUMN),
				SinkMappings.when(item, mapping.when()));
	}

}
