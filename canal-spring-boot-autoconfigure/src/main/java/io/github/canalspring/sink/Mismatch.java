package io.github.canalspring.sink;

import io.github.canalspring.Difference;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Entry;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a sink that is not what its row makes of it.
 *
 * @param kind how it differs
 * @param entry the entry
 * @param row the row, as an insert; {@code null} for an entry that no row has
 * @param detail what differs, without values; may be empty
 * @param inTheWay whether the entry has to be deleted before the row can be written
 */
public record Mismatch(Difference.Kind kind, Entry entry, @Nullable Change row, String detail, boolean inTheWay) {

	/**
	 * A row has no entry, though it should.
	 * @param entry the entry that it should have
	 * @param row the row, as an insert
	 * @return the mismatch
	 */
	public static Mismatch missing(Entry entry, Change row) {
		return new Mismatch(Difference.Kind.MISSING, entry, row, "", false);
	}

	/**
	 * A row's entry holds something else.
	 * @param entry the entry
	 * @param row the row, as an insert
	 * @param detail what differs, without values
	 * @return the mismatch
	 */
	public static Mismatch different(Entry entry, Change row, String detail) {
		return new Mismatch(Difference.Kind.DIFFERENT, entry, row, detail, false);
	}

	/**
	 * What stands in the place of an entry does not let it be written.
	 * @param entry what is to be deleted first
	 * @param row the row, as an insert
	 * @param detail what it is, without values
	 * @return the mismatch
	 */
	public static Mismatch obstructed(Entry entry, Change row, String detail) {
		return new Mismatch(Difference.Kind.DIFFERENT, entry, row, detail, true);
	}

	/**
	 * There is an entry that should not be.
	 * @param entry the entry
	 * @param row the row, where there is one that has no such entry
	 * @return the mismatch
	 */
	public static Mismatch leftOver(Entry entry, @Nullable Change row) {
		return new Mismatch(Difference.Kind.LEFT_OVER, entry, row, "", false);
	}

}
