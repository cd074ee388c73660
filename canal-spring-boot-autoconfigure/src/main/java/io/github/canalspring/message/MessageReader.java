package io.github.canalspring.message;

import java.util.function.Predicate;

import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of one format. It remembers the tables it has seen, so that their
 * versions can be told by identity. For one thread.
 */
public abstract class MessageReader {

	private final Predicate<TableId> wanted;

	MessageReader(Predicate<TableId> wanted) {
		this.wanted = wanted;
	}

	/**
	 * Create a reader.
	 * @param settings the format
	 * @param wanted which tables are wanted; the values of others are not decoded
	 * @return the reader
	 */
	public static MessageReader of(MessageSettings settings, Predicate<TableId> wanted) {
		return switch (settings.format()) {
			case CANAL_FLAT -> new CanalFlatReader(settings.zone(), wanted);
			case DEBEZIUM -> new DebeziumReader(wanted);
			case MAXWELL -> new MaxwellReader(wanted);
		};
	}

	/**
	 * Read a message.
	 * @param key the message's key; {@code null} if it has none
	 * @param value the message's value; {@code null} for a tombstone, which tells nothing
	 * that the message before it does not
	 * @return what it tells
	 * @throws UnreadableMessageException if it is none of the format
	 */
	public final MessageContent read(byte @Nullable [] key, byte @Nullable [] value) {
		if (value == null) {
			return MessageContent.NOTHING;
		}
		try {
			return content(key, value);
		}
		catch (IllegalArgumentException | ArithmeticException | ClassCastException ex) {
			throw new UnreadableMessageException(String.valueOf(ex.getMessage()), ex);
		}
	}

	/** Read a message that is no tombstone. */
	abstract MessageContent content(byte @Nullable [] key, byte[] value);

	final boolean isWanted(TableId table) {
		return this.wanted.test(table);
	}

}
