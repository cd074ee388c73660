package io.github.canalspring.message;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.message.TableFields.Field;
import io.github.canalspring.sink.JsonBytes;

/**
 * Writes the schemas around Debezium's messages, as Kafka Connect's JSON converter has
 * them.
 */
final class DebeziumSchema {

	/** A column of the primary key, by its place there. */
	static final String KEY = "__canal.key";

	private static final String TIMES = """
			{"type":"int64","optional":true,"field":"ts_ms"},{"type":"int64","optional":true,"field":"ts_us"},\
			{"type":"int64","optional":true,"field":"ts_ns"}""";

	private static final String SOURCE = """
			{"type":"struct","fields":[{"type":"string","optional":false,"field":"version"},\
			{"type":"string","optional":false,"field":"connector"},{"type":"string","optional":false,"field":"name"},\
			{"type":"string","optional":false,"field":"db"},{"type":"string","optional":true,"field":"sequence"},\
			{"type":"string","optional":true,"field":"table"},{"type":"int64","optional":false,"field":"server_id"},\
			{"type":"string","optional":true,"name":"io.debezium.data.Enum","version":1,\
			"parameters":{"allowed":"true,first,first_in_data_collection,last_in_data_collection,last,false,incremental"},\
			"default":"false","field":"snapshot"},"""
			+ TIMES
			+ """
					,{"type":"string","optional":true,"field":"gtid"},{"type":"string","optional":false,"field":"file"},\
					{"type":"int64","optional":false,"field":"pos"},{"type":"int32","optional":false,"field":"row"},\
					{"type":"int64","optional":true,"field":"thread"},{"type":"string","optional":true,"field":"query"}],\
					"optional":false,"name":"io.debezium.connector.mysql.Source","version":1,"field":"source"}""";

	private static final String TRANSACTION = """
			{"type":"struct","fields":[{"type":"string","optional":false,"field":"id"},\
			{"type":"int64","optional":false,"field":"total_order"},\
			{"type":"int64","optional":false,"field":"data_collection_order"}],\
			"optional":true,"name":"event.block","version":1,"field":"transaction"}""";

	private final TableFields table;

	private final MessageSettings settings;

	private final String name;

	DebeziumSchema(TableFields table, MessageSettings settings) {
		this.table = table;
		this.settings = settings;
		this.name = settings.name() + "." + table.schema().id();
	}

	void writeKey(JsonBytes json) {
		struct(this.table.keys(), json);
		json.raw(",\"optional\":false,\"name\":");
		json.text(this.name + ".Key");
		json.raw('}');
	}

	void writeValue(JsonBytes json) {
		json.raw("{\"type\":\"struct\",\"fields\":[");
		row("before", json);
		json.raw(',');
		row("after", json);
		json.raw(',');
		json.raw(SOURCE);
		json.raw(',');
		json.raw(TRANSACTION);
		json.raw(",{\"type\":\"string\",\"optional\":false,\"field\":\"op\"},");
		json.raw(TIMES);
		json.raw("],\"optional\":false,\"name\":");
		json.text(this.name + ".Envelope");
		json.raw(",\"version\":2}");
	}

	private void row(String field, JsonBytes json) {
		struct(this.table.fields(), json);
		json.raw(",\"optional\":true,\"name\":");
		json.text(this.name + ".Value");
		json.raw(",\"field\":");
		json.text(field);
		json.raw('}');
	}

	private void struct(List<Field> fields, JsonBytes json) {
		json.raw("{\"type\":\"struct\",\"fields\":[");
		for (int index = 0; index < fields.size(); index++) {
			json.raw((index == 0) ? "" : ",");
			field(fields.get(index), json);
		}
		json.raw(']');
	}

	private void field(Field field, JsonBytes json) {
		DebeziumType type = DebeziumType.of(field.column(), this.settings.decimals()).withSourceType(field.column());
		Map<String, String> parameters = new LinkedHashMap<>(type.parameters());
		int key = this.table.keys().indexOf(field);
		if (key >= 0) {
			parameters.put(KEY, Integer.toString(key));
		}
		json.raw("{\"type\":");
		json.text(type.type());
		items(type, json);
		json.raw(field.column().nullable() ? ",\"optional\":true" : ",\"optional\":false");
		if (!type.name().isEmpty()) {
			json.raw(",\"name\":");
			json.text(type.name());
			json.raw(",\"version\":1");
		}
		json.raw(",\"parameters\":");
		char before = '{';
		for (Map.Entry<String, String> parameter : parameters.entrySet()) {
			json.raw(before);
			json.text(parameter.getKey());
			json.raw(':');
			json.text(parameter.getValue());
			before = ',';
		}
		json.raw("},\"field\":");
		json.text(field.name());
		json.raw('}');
	}

	private static void items(DebeziumType type, JsonBytes json) {
		if (type.type().equals("array")) {
			json.raw(",\"items\":{\"type\":\"float\",\"optional\":false}");
		}
		else if (type.type().equals("struct")) {
			json.raw(",\"fields\":[{\"type\":\"bytes\",\"optional\":false,\"field\":\"wkb\"},"
					+ "{\"type\":\"int32\",\"optional\":true,\"field\":\"srid\"}]");
		}
	}

}
