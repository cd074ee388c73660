package io.github.canalspring.source;

import java.util.List;

/**
 * Entries of a sink that no row has any more.
 *
 * @param entries the entries to delete
 * @param version the place in the stream from which on no row has them, as
 * {@link Position#version()} counts
 */
public record Leftovers(List<Entry> entries, long version) {

	/** None. */
	public static final Leftovers NONE = new Leftovers(List.of(), 0);

	public Leftovers {
		entries = List.copyOf(entries);
	}

}
