package io.github.canalspring.checkpoint;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the position of sinks that cannot keep it themselves, by name. Safe for use by
 * several threads, one per name.
 */
public interface CheckpointStore {

	/**
	 * Read a position.
	 * @param name the stream and the sink it belongs to, such as {@code shop-handlers}
	 * @return the text that was saved last; {@code null} if none was
	 * @throws IOException if the store cannot be read
	 */
	@Nullable String load(String name) throws IOException;

	/**
	 * Keep a position durably in place of the one before: after a crash at any moment,
	 * {@link #load} gives the one or the other.
	 * @param name as for {@link #load}
	 * @param position the text of the position
	 * @throws IOException if the store cannot be written
	 */
	void save(String name, String position) throws IOException;

	/**
	 * Tell that the caller stops using a name for now, so that a store that guards names
	 * against a second user can let another one have it.
	 * @param name as for {@link #load}
	 */
	default void release(String name) {
	}

}
