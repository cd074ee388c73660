package io.github.canalspring.benchmarks;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * The values of a row that repeat after a thousand rows; id and sku are each row's own.
 *
 * @param name the product's name
 * @param price the price
 * @param stock the number in stock
 * @param status the status
 * @param attributes a JSON document
 * @param description a hundred bytes of text
 * @param jsonTail what follows the sku in the row's JSON
 */
record ProductRow(String name, BigDecimal price, int stock, String status, String attributes, String description,
		byte[] jsonTail) {

	static final String CREATED_AT = "2026-11-20 08:15:30";

	static final String UPDATED_AT = "2026-11-20 09:16:31.123456";

	private static final String[] STATUSES = { "draft", "active", "sold_out" };

	private static final String[] COLORS = { "red", "green", "blue", "black", "white" };

	private static final ProductRow[] ROWS = IntStream.range(0, 1_000)
		.mapToObj(ProductRow::create)
		.toArray(ProductRow[]::new);

	static ProductRow of(long id) {
		return ROWS[(int) (id % ROWS.length)];
	}

	static String sku(long id) {
		return "SKU-" + (100_000_000 + id);
	}

	/**
	 * The row as JSON, for those who are given it and need not read it from the binlog.
	 */
	static byte[] json(long id) {
		ByteArrayOutputStream json = new ByteArrayOutputStream(512);
		json.writeBytes(("{\"id\":" + id + ",\"sku\":\"" + sku(id) + "\"").getBytes(StandardCharsets.US_ASCII));
		json.writeBytes(of(id).jsonTail);
		return json.toByteArray();
	}

	private static ProductRow create(int number) {
		String color = COLORS[number % COLORS.length];
		String name = "Cotton shirt, " + color + ", no. " + number;
		BigDecimal price = BigDecimal.valueOf(1_999L + number * 7L, 2);
		String status = STATUSES[number % STATUSES.length];
		String attributes = "{\"color\":\"" + color + "\",\"size\":" + (36 + number % 12) + "}";
		String description = ("Number " + number + ", made of organic cotton, washed at forty degrees, ".repeat(3))
			.substring(0, 100);
		String tail = ",\"name\":\"" + name + "\",\"price\":" + price + ",\"stock\":" + number + ",\"status\":\""
				+ status + "\",\"attributes\":" + attributes + ",\"created_at\":\"" + CREATED_AT.replace(' ', 'T')
				+ "\",\"updated_at\":\"" + UPDATED_AT.replace(' ', 'T') + "Z\",\"description\":\"" + description
				+ "\"}";
		return new ProductRow(name, price, number, status, attributes, description,
				tail.getBytes(StandardCharsets.UTF_8));
	}

}
