package io.github.canalspring;

/**
 * An example of what {@link CanalOperations#verify} found to differ from MySQL.
 *
 * @param kind how it differs
 * @param entry the key in Redis, followed by the member where it is a set; or the index
 * and the id of a document
 * @param detail what differs, such as the names of fields, without values; may be empty
 */
public record Difference(Kind kind, String entry, String detail) {

	/**
	 * How an entry differs from its row.
	 */
	public enum Kind {

		/** The row is there, its key, member or document is not. */
		MISSING,

		/** It is there, but not as the row makes it. */
		DIFFERENT,

		/** It is there, and no row has it. */
		LEFT_OVER

	}

	/**
	 * All in one line, without values of the row but those that are in the key.
	 */
	@Override
	public String toString() {
		return this.kind + " " + this.entry + (this.detail.isEmpty() ? "" : " (" + this.detail + ")");
	}

}
