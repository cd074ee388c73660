package io.github.canalspring.parking;

import io.github.canalspring.source.Position;

/**
 * The position of a parked change's transaction, as it was told.
 *
 * @param text the position's {@link Position#text()}
 * @param shown its short form for people, which is part of event ids
 * @param version its version
 */
record StoredPosition(String text, String shown, long version) implements Position {

	@Override
	public String toString() {
		return this.shown;
	}

}
