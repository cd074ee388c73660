package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.github.shyiko.mysql.binlog.event.deserialization.json.JsonBinary;

/**
 * Makes a map of what the binlog client gives for a row, with the names and the labels
 * written down by hand, as they are where there is nothing to know them from.
 *
 * @param mariaDb whether JSON is a text, as in MariaDB
 */
record NaiveRow(boolean mariaDb) {

	private static final String[] STATUSES = { "", "draft", "active", "sold_out" };

	long id(Serializable[] row) {
		return (Long) row[0];
	}

	Map<String, Object> map(Serializable[] row) throws IOException {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("id", row[0]);
		map.put("sku", row[1]);
		map.put("name", row[2]);
		map.put("price", row[3]);
		map.put("stock", row[4]);
		map.put("status", STATUSES[(Integer) row[5]]);
		map.put("attributes", this.mariaDb ? text(row[6]) : JsonBinary.parseAsString((byte[]) row[6]));
		map.put("created_at", row[7]);
		map.put("updated_at", row[8]);
		map.put("description", text(row[9]));
		return map;
	}

	private static String text(Serializable value) {
		return new String((byte[]) value, StandardCharsets.UTF_8);
	}

}
