package io.github.canalspring.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The messages that our sinks make of the workload, near enough to the byte, for those
 * who are given them ready-made and read no binlog. An update has no {@code old}.
 */
final class BrokerMessages {

	static final String FORMAT = "maxwell";

	private static final byte[] TAIL = (",\"primary_key_columns\":[\"id\"],\"canal\":{\"key\":[\"id\"],"
			+ "\"decimals\":\"DOUBLE\",\"columns\":{\"id\":\"bigint\",\"sku\":\"varchar(32)\","
			+ "\"name\":\"varchar(100)\",\"price\":\"decimal(12,2)\",\"stock\":\"int\","
			+ "\"status\":\"enum('draft','active','sold_out')\",\"attributes\":\"json\",\"created_at\":\"datetime\","
			+ "\"updated_at\":\"timestamp(6)\",\"description\":\"text\"}}}")
		.getBytes(StandardCharsets.US_ASCII);

	private final SyntheticChanges changes;

	private final long inserts;

	private long id;

	BrokerMessages(Workload workload) {
		this.changes = new SyntheticChanges(workload);
		this.inserts = workload.inserts();
	}

	boolean hasNext() {
		return this.changes.hasNext();
	}

	/** Go to the next message, and give its value. */
	byte[] next() {
		this.id = this.changes.next();
		long number = this.changes.sent();
		String type = (number <= this.inserts) ? "insert" : this.changes.isDelete() ? "delete" : "update";
		String head = "{\"database\":\"shop\",\"table\":\"product\",\"type\":\"" + type
				+ "\",\"ts\":1795161330,\"xid\":" + number + ",\"xoffset\":0,\"position\":\"binlog.000001:" + number
				+ "\",\"gtid\":\"0-1-" + number + "\",\"data\":";
		ByteArrayOutputStream message = new ByteArrayOutputStream(1024);
		message.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
		// As Maxwell writes a time: with a space, and without a zone.
		String row = new String(ProductRow.json(this.id), StandardCharsets.UTF_8)
			.replace(ProductRow.CREATED_AT.replace(' ', 'T'), ProductRow.CREATED_AT)
			.replace(ProductRow.UPDATED_AT.replace(' ', 'T') + "Z", ProductRow.UPDATED_AT);
		message.writeBytes(row.getBytes(StandardCharsets.UTF_8));
		message.writeBytes(TAIL);
		return message.toByteArray();
	}

	/** The key of the message that {@link #next()} went to. */
	byte[] key() {
		return ("{\"database\":\"shop\",\"table\":\"product\",\"pk.id\":" + this.id + "}")
			.getBytes(StandardCharsets.US_ASCII);
	}

}
