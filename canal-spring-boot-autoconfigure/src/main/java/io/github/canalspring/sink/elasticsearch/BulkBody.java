package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.source.Change;
import org.jspecify.annotations.Nullable;

/**
 * The body of a bulk request. For one thread.
 */
final class BulkBody {

	private static final byte[] INDEX = ascii("{\"index\":{\"_index\":");

	private static final byte[] DELETE = ascii("{\"delete\":{\"_index\":");

	private static final byte[] ID = ascii(",\"_id\":");

	private static final byte[] ROUTING = ascii(",\"routing\":");

	private static final byte[] PIPELINE = ascii(",\"pipeline\":");

	private static final byte[] VERSION = ascii(",\"version\":");

	// Not "external", which refuses the same version: a change that is applied again, or
	// another of the same row that the server logged together with it.
	private static final byte[] TYPE = ascii(",\"version_type\":\"external_gte\"}}\n");

	private final List<Item> items = new ArrayList<>();

	private final JsonBytes json = new JsonBytes();

	void index(DocumentKey key, Change change, byte[] document, @Nullable String pipeline) {
		int start = this.json.length();
		header(INDEX, key, change.version(), pipeline);
		this.json.raw(document);
		this.json.raw('\n');
		this.items.add(new Item(key, change, start, this.json.length()));
	}

	void delete(DocumentKey key, @Nullable Change change, long version) {
		int start = this.json.length();
		header(DELETE, key, version, null);
		this.items.add(new Item(key, change, start, this.json.length()));
	}

	private void header(byte[] operation, DocumentKey key, long version, @Nullable String pipeline) {
		this.json.raw(operation);
		this.json.text(key.index());
		this.json.raw(ID);
		this.json.text(key.id());
		optional(ROUTING, key.routing());
		optional(PIPELINE, pipeline);
		this.json.raw(VERSION);
		this.json.number(version);
		this.json.raw(TYPE);
	}

	private void optional(byte[] name, @Nullable String value) {
		if (value != null) {
			this.json.raw(name);
			this.json.text(value);
		}
	}

	/**
	 * Take over an operation of another body, to send it again.
	 * @param other the other body
	 * @param item the operation's number in it
	 */
	void copy(BulkBody other, int item) {
		Item source = other.items.get(item);
		int start = this.json.length();
		this.json.raw(other.json.buffer(), source.start(), source.end());
		this.items.add(new Item(source.key(), source.change(), start, this.json.length()));
	}

	/** Begin anew, in the same buffer. */
	void clear() {
		this.items.clear();
		this.json.reset();
	}

	/**
	 * The body.
	 * @return the buffer, of which only {@link #length()} bytes count
	 */
	byte[] bytes() {
		return this.json.buffer();
	}

	int length() {
		return this.json.length();
	}

	List<Item> items() {
		return this.items;
	}

	@Override
	public String toString() {
		return this.items.size() + " operations in " + length() + " bytes";
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

	/**
	 * An operation.
	 *
	 * @param key the document
	 * @param change the change that it comes from; {@code null} if no change tells it
	 * @param start where it starts in the body
	 * @param end where it ends in the body
	 */
	record Item(DocumentKey key, @Nullable Change change, int start, int end) {

	}

}
