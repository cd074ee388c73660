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
import io.github.canalspring.sink.rabbitmq.RabbitMapping;
import org.jspecify.annotations.Nullable;

/**
 * {@code canal.sinks.rabbitmq} as the sink takes it.
 */
final class RabbitMappings {

	private RabbitMappings() {
	}

	static List<RabbitMapping> of(SourceProperties source, Destination destination) {
		List<RabbitSinkProperties> configured = source.sinks().rabbitmq();
		return IntStream.range(0, configured.size())
			.mapToObj((index) -> mapping(source.property("sinks.rabbitmq[" + index + "]."), configured.get(index),
					destination))
			.toList();
	}

	private static RabbitMapping mapping(String item, RabbitSinkProperties mapping, Destination destination) {
		MessageFormat format = mapping.format();
		if (format == null) {
			throw new InvalidPropertyException(item + "format", null, "not set",
					"Write canal-flat, debezium or maxwell: what those who read the queues expect.");
		}
		return new RabbitMapping(SinkMappings.table(item, mapping.table()),
				InvalidPropertyException.read(item + "exchange", mapping.exchange(), "shop.{table}",
						(text) -> NameTemplate.parse(text, RabbitMapping.EXCHANGE_CHARACTERS)),
				routingKey(item, mapping.routingKey()),
				new MessageSettings(format, mapping.schemas(), mapping.decimals(),
						Objects.requireNonNullElseGet(mapping.timeZone(), ZoneId::systemDefault), destination.name()),
				new FieldSelection(mapping.include(), mapping.exclude(), Naming.COLUMN),
				SinkMappings.when(item, mapping.when()));
	}

	private static @Nullable String routingKey(String item, @Nullable String text) {
		if (text == null) {
			return null;
		}
		return InvalidPropertyException.read(item + "routing-key", text, "{table}.{id}", (template) -> {
			if (template.replace("{database}", "").replace("{table}", "").contains("{")) {
				RowTemplate.parse(template);
			}
			return template;
		});
	}

}
