package io.github.canalspring.serve;

import io.github.canalspring.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it goes to the client.
 *
 * @param bytes the entry
 * @param position where the client goes on that has acknowledged it and all before;
 * {@code null} in the middle of what belongs together
 */
@SuppressWarnings("ArrayRecordComponent")
record EncodedEntry(byte[] bytes, @Nullable Position position) {

	EncodedEntry at(Position other) {
		return new EncodedEntry(this.bytes, other);
	}

}
