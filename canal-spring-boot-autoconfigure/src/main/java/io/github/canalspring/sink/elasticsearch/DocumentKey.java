package io.github.canalspring.sink.elasticsearch;

import io.github.canalspring.source.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Where a document is.
 *
 * @param index the index or alias
 * @param id the id
 * @param routing what it is routed by; {@code null} for the id
 */
record DocumentKey(String index, String id, @Nullable String routing) implements Entry {

	/** For people. */
	@Override
	public String toString() {
		return this.index + "/" + this.id + ((this.routing != null) ? " (routing " + this.routing + ")" : "");
	}

	/** The same document in another index. */
	DocumentKey in(String other) {
		return new DocumentKey(other, this.id, this.routing);
	}

}
