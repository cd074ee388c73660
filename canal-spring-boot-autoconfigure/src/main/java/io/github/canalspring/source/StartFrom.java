package io.github.canalspring.source;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * Where to start in a stream when there is no checkpoint: the value of
 * {@code canal.start-from}.
 */
public sealed interface StartFrom {

	/** Existing rows first, then the stream. */
	record Snapshot() implements StartFrom {
	}

	/** What is committed from now on. */
	record Latest() implements StartFrom {
	}

	/** The oldest change that the source still has. */
	record Earliest() implements StartFrom {
	}

	/** Where the source itself has kept its reader's place, as brokers and Canal do. */
	record Upstream() implements StartFrom {
	}

	/**
	 * The first transaction committed at or after a time.
	 *
	 * @param time the time
	 */
	record Timestamp(Instant time) implements StartFrom {
	}

	/**
	 * A position in the source's own notation: {@code file:offset} or a GTID set.
	 *
	 * @param text the position
	 */
	record At(String text) implements StartFrom {
	}

	/**
	 * Read the value of the property: {@code snapshot}, {@code latest}, {@code earliest},
	 * an ISO-8601 time with zone such as {@code 2026-01-31T12:00:00Z}, or a position in
	 * the source's notation.
	 * @param text the property's value
	 * @return what it says
	 */
	static StartFrom parse(String text) {
		String value = text.strip();
		return switch (value.toLowerCase(Locale.ROOT)) {
			case "snapshot" -> new Snapshot();
			case "latest" -> new Latest();
			case "earliest" -> new Earliest();
			default -> {
				try {
					yield new Timestamp(OffsetDateTime.parse(value).toInstant());
				}
				catch (DateTimeParseException ex) {
					yield new At(value);
				}
			}
		};
	}

}
