package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * The body of a bulk request. For one thread.
 */
final class BulkBody {

	private static final byte[] INDEX = ascii("{\"index\":{\"_index\":\"");

	private static final byte[] DELETE = ascii("{\"delete\":{\"_index\":\"");

	private static final byte[] ID = ascii("\",\"_id\":\"");

	private static final byte[] VERSION = ascii("\",\"version\":");

	// Not "external", which refuses the same version: a change that is applied again, or
	// another of the same row that the server logged together with it.
	private static final byte[] TYPE = ascii(",\"version_type\":\"external_gte\"}}\n");

	private final List<Item> items = new ArrayList<>();

	private byte[] bytes = new byte[16 * 1024];

	private int length;

	void index(String index, String id, long version, byte[] document) {
		int start = this.length;
		header(INDEX, index, id, version);
		append(document);
		append((byte) '\n');
		this.items.add(new Item(index, id, start, this.length));
	}

	void delete(String index, String id, long version) {
		int start = this.length;
		header(DELETE, index, id, version);
		this.items.add(new Item(index, id, start, this.length));
	}

	private void header(byte[] operation, String index, String id, long version) {
		append(operation);
		append(JsonStringEncoder.getInstance().quoteAsUTF8(index));
		append(ID);
		append(JsonStringEncoder.getInstance().quoteAsUTF8(id));
		append(VERSION);
		append(ascii(Long.toString(version)));
		append(TYPE);
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
		this.items.add(new Item(source.index(), source.id(), start, this.length));
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
	 * @param index the index
	 * @param id the document's id
	 * @param start where it starts in the body
	 * @param end where it ends in the body
	 */
	record Item(String index, String id, int start, int end) {

	}

}
