package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.canalspring.source.Change;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * The body of a bulk request. For one thread.
 */
final class BulkBody {

	private static final byte[] INDEX = ascii("{\"index\":{\"_index\":\"");

	private static final byte[] DELETE = ascii("{\"delete\":{\"_index\":\"");

	private static final byte[] ID = ascii("\",\"_id\":\"");

	private static final byte[] ROUTING = ascii("\",\"routing\":\"");

	private static final byte[] PIPELINE = ascii("\",\"pipeline\":\"");

	private static final byte[] VERSION = ascii("\",\"version\":");

	// Not "external", which refuses the same version: a change that is applied again, or
	// another of the same row that the server logged together with it.
	private static final byte[] TYPE = ascii(",\"version_type\":\"external_gte\"}}\n");

	private final List<Item> items = new ArrayList<>();

	private byte[] bytes = new byte[16 * 1024];

	private int length;

	void index(DocumentKey key, Change change, byte[] document, @Nullable String pipeline) {
		int start = this.length;
		header(INDEX, key, change.version(), pipeline);
		append(document);
		append((byte) '\n');
		this.items.add(new Item(key, change, start, this.length));
	}

	void delete(DocumentKey key, @Nullable Change change, long version) {
		int start = this.length;
		header(DELETE, key, version, null);
		this.items.add(new Item(key, change, start, this.length));
	}

	private void header(byte[] operation, DocumentKey key, long version, @Nullable String pipeline) {
		append(operation);
		append(JsonStringEncoder.getInstance().quoteAsUTF8(key.index()));
		append(ID);
		append(JsonStringEncoder.getInstance().quoteAsUTF8(key.id()));
		append(ROUTING, key.routing());
		append(PIPELINE, pipeline);
		append(VERSION);
		append(ascii(Long.toString(version)));
		append(TYPE);
	}

	private void append(byte[] name, @Nullable String value) {
		if (value != null) {
			append(name);
			append(JsonStringEncoder.getInstance().quoteAsUTF8(value));
		}
	}

	/**
	 * Take over an operation of another body, to send it again.
	 * @param other the other body
	 * @param item the operation's number in it
	 */
	void copy(BulkBody other, int item) {
		Item source = other.items.get(item);
		int start = this.length;
		append(Arrays.copyOfRange(other.bytes, source.start(), source.end()));
		this.items.add(new Item(source.key(), source.change(), start, this.length));
	}

	private void append(byte[] part) {
		reserve(part.length);
		System.arraycopy(part, 0, this.bytes, this.length, part.length);
		this.length += part.length;
	}

	private void append(byte part) {
		reserve(1);
		this.bytes[this.length++] = part;
	}

	private void reserve(int more) {
		if (this.length + more > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(this.length + more, this.bytes.length * 2));
		}
	}

	/**
	 * The body.
	 * @return the buffer, of which only {@link #length()} bytes count
	 */
	byte[] bytes() {
		return this.bytes;
	}

	int length() {
		return this.length;
	}

	List<Item> items() {
		return this.items;
	}

	@Override
	public String toString() {
		return this.items.size() + " operations in " + this.length + " bytes";
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
