package io.github.canalspring.sink;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Who writes: a number that grows each time that somebody begins to, and a name, because
 * a store that was restored from a dump may give the same number twice.
 *
 * @param number when they began, in milliseconds since 1970, so that it grows from one
 * store to another, too; one more than the number before where the clock is behind
 * @param owner a name that nobody else has
 */
public record Epoch(long number, String owner) {

	static Epoch after(@Nullable String previous) {
		return new Epoch(Math.max(number(previous) + 1, System.currentTimeMillis()), UUID.randomUUID().toString());
	}

	/**
	 * Whether somebody else began later.
	 * @param found the epoch in the store
	 * @return whether they did; {@code false} if what is there is older, as after a loss
	 */
	boolean isBefore(@Nullable String found) {
		return number(found) >= this.number && !text().equals(found);
	}

	/**
	 * What is written to the store.
	 * @return number and owner
	 */
	public String text() {
		return this.number + ":" + this.owner;
	}

	private static long number(@Nullable String text) {
		int colon = (text != null) ? text.indexOf(':') : -1;
		return (colon > 0) ? Long.parseLong(text.substring(0, colon)) : 0;
	}

}
