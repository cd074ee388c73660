package io.github.canalspring.source.rabbitmq;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.LongString;
import io.github.canalspring.message.MessageContent;
import io.github.canalspring.message.MessageHeaders;
import io.github.canalspring.message.MessageReader;
import io.github.canalspring.message.RowChange;
import io.github.canalspring.message.SourcePlace;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of messages, each with the version that the message carries. Where it
 * carries none, its changes are as new as their arrival.
 */
final class QueueChanges {

	/** Of the milliseconds of the clock, so that no two changes have the same version. */
	private static final int ARRIVAL_BITS = 20;

	private final RabbitQueue queue;

	private final boolean copies;

	private final MessageReader reader;

	private final Repetitions repetitions = new Repetitions();

	private long arrivals;

	private long deliveries;

	QueueChanges(RabbitQueue queue, Predicate<TableId> wanted, boolean copies) {
		this.queue = queue;
		this.copies = copies;
		this.reader = MessageReader.of(queue.settings(), wanted);
	}

	/**
	 * Read a message.
	 * @param delivery the message
	 * @return its changes; {@code null} if there are none that are wanted and new
	 * @throws io.github.canalspring.message.UnreadableMessageException if it is none of
	 * the format
	 * @throws SourceException if what it tells cannot be followed
	 */
	@Nullable ChangeBatch read(Delivery delivery) {
		Map<String, Object> headers = delivery.getProperties().getHeaders();
		byte[] key = (headers != null && headers.get(MessageHeaders.KEY) instanceof byte[] bytes) ? bytes : null;
		byte[] body = delivery.getBody();
		MessageContent content = this.reader.read(key, (body.length == 0) ? null : body);
		requireFollowed(content);
		List<RowChange> rows = new ArrayList<>(content.changes().size());
		Repetitions.Place place = null;
		for (RowChange row : content.changes()) {
			// Of several rows in a message, none has a place of its own.
			place = (content.changes().size() == 1) ? place(row, headers) : null;
			if (place == null || row.snapshot() || !this.repetitions.isOne(place)) {
				rows.add(row);
			}
		}
		return rows.isEmpty() ? null : batch(delivery, rows, place);
	}

	private void requireFollowed(MessageContent content) {
		if (this.copies && !content.replaced().isEmpty()) {
			throw new SourceException(
					"All rows of table " + content.replaced().iterator().next() + " were replaced at once, as by "
							+ "TRUNCATE or RENAME TABLE, and RabbitMQ cannot be asked for those that are there now",
					"Delete the table's entries in the sink. Then start with the table in filter.exclude until "
							+ "the pipeline is past this place, and again without");
		}
	}

	private static Repetitions.@Nullable Place place(RowChange row, @Nullable Map<String, Object> headers) {
		TableId table = row.table().id();
		if (headers != null && headers.get(MessageHeaders.VERSION) instanceof Number version
				&& headers.get(MessageHeaders.ROW) instanceof Number number) {
			String stream = (headers.get(MessageHeaders.STREAM) instanceof LongString text) ? text.toString() : "";
			return new Repetitions.Place(stream, version.longValue(), number.longValue(), table, row.operation(),
					row.committedAt());
		}
		SourcePlace source = row.place();
		return (source == null) ? null
				: new Repetitions.Place("", source.version(), source.row(), table, row.operation(), row.committedAt());
	}

	private ChangeBatch batch(Delivery delivery, List<RowChange> rows, Repetitions.@Nullable Place place) {
		String id = MessageId.of(delivery);
		RowChange first = rows.get(0);
		long version = (place != null) ? place.version() : arrival(first.committedAt());
		String name = (place != null && place.stream().matches("[\\w.-]+")) ? place.stream() + ":" + version : id;
		RabbitPosition position = new RabbitPosition(id, version, name, ++this.deliveries);
		Transaction transaction = new Transaction(position, null, first.committedAt(), first.snapshot());
		List<Change> changes = new ArrayList<>(rows.size());
		for (RowChange row : rows) {
			changes.add(row.in(transaction, (place != null) ? place.row() : changes.size(), version));
		}
		return new ChangeBatch(List.copyOf(changes), position, first.committedAt(), delivery.getBody().length);
	}

	private long arrival(Instant committedAt) {
		this.arrivals = Math.max(this.arrivals + 1, System.currentTimeMillis() << ARRIVAL_BITS);
		return this.arrivals;
	}

	/** How people find a message, without what it holds. */
	String describe(Delivery delivery) {
		return "The message " + MessageId.of(delivery) + " in queue " + this.queue.name() + ", published to exchange '"
				+ delivery.getEnvelope().getExchange() + "' with routing key of "
				+ delivery.getEnvelope().getRoutingKey().getBytes(StandardCharsets.UTF_8).length + " bytes";
	}

}
