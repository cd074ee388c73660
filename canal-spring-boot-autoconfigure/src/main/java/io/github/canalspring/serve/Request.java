package io.github.canalspring.serve;

import java.io.IOException;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.canalspring.canal.Packets.Packet;

/**
 * The fields of a client's message. All that clients send are texts and numbers, under
 * low numbers; those that are missing are empty and zero.
 */
final class Request {

	private static final int FIELDS = 10;

	private final int type;

	private final ByteString[] texts = new ByteString[FIELDS];

	private final long[] numbers = new long[FIELDS];

	private Request(int type) {
		this.type = type;
	}

	static Request read(Packet packet) throws IOException {
		Request request = new Request(packet.type());
		CodedInputStream fields = packet.body();
		for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
			int number = WireFormat.getTagFieldNumber(tag);
			int kind = WireFormat.getTagWireType(tag);
			if (number < FIELDS && kind == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
				request.texts[number] = fields.readBytes();
			}
			else if (number < FIELDS && kind == WireFormat.WIRETYPE_VARINT) {
				request.numbers[number] = fields.readInt64();
			}
			else {
				fields.skipField(tag);
			}
		}
		return request;
	}

	int type() {
		return this.type;
	}

	byte[] bytes(int field) {
		ByteString text = this.texts[field];
		return (text != null) ? text.toByteArray() : new byte[0];
	}

	String text(int field) {
		ByteString text = this.texts[field];
		return (text != null) ? text.toStringUtf8() : "";
	}

	long number(int field) {
		return this.numbers[field];
	}

}
