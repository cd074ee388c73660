package io.github.canalspring.sink.elasticsearch;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.TableSchema;

/**
 * Derives Elasticsearch's field types from a table's columns. {@code _source} always
 * holds the exact value; the field's type decides how it can be searched. No valid value
 * of a column is refused by its field's type: one such row would hold the whole stream.
 */
final class FieldMapping {

	/** Lucene takes terms of up to 32766 bytes, and a character may take four. */
	private static final int KEYWORD_LENGTH = 8191;

	/** As many digits as a double tells apart. */
	private static final int DOUBLE_DIGITS = 15;

	private static final int LONG_DIGITS = 18;

	private FieldMapping() {
	}

	/**
	 * Derive the fields of a table's documents.
	 * @param table the table
	 * @param selection which columns become fields
	 * @return the fields' mappings by name, in the table's order, as they stand in JSON
	 */
	static Map<String, Map<String, Object>> of(TableSchema table, FieldSelection selection) {
		Map<String, Map<String, Object>> fields = new LinkedHashMap<>();
		for (FieldSelection.Field field : selection.fields(table.header())) {
			fields.put(field.name(), of(table.columns().get(field.index())));
		}
		return fields;
	}

	private static Map<String, Object> of(Column column) {
		return switch (column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, YEAR -> type("integer");
			case INT -> type(column.unsigned() ? "long" : "integer");
			case BIGINT -> type(column.unsigned() ? "unsigned_long" : "long");
			case DECIMAL -> decimal(column);
			case FLOAT -> type("float");
			case DOUBLE -> type("double");
			case BIT -> type((column.precision() <= 1) ? "boolean" : "binary");
			case DATE, DATETIME -> date("date");
			// date_nanos ends in 2262 and begins in 1970: right for TIMESTAMP, but not
			// for a DATETIME(6), which may be a birthday or 9999-12-31.
			case TIMESTAMP -> date((column.precision() > 3) ? "date_nanos" : "date");
			case TIME, ENUM, SET -> Map.of("type", "keyword", "ignore_above", KEYWORD_LENGTH);
			case TEXT -> text(column);
			case BINARY -> type("binary");
			// Other shapes than points are left out.
			case GEOMETRY -> Map.of("type", "geo_point", "ignore_malformed", true);
			// Any JSON is taken: with dynamic fields, two rows whose types differ clash.
			case JSON, VECTOR -> Map.of("type", "object", "enabled", false);
		};
	}

	private static Map<String, Object> decimal(Column column) {
		if (column.scale() == 0 && column.precision() <= LONG_DIGITS) {
			return type("long");
		}
		return (column.precision() <= DOUBLE_DIGITS) ? type("double") : Map.of("type", "double", "fields", keyword());
	}

	private static Map<String, Object> text(Column column) {
		return (column.precision() > KEYWORD_LENGTH) ? type("text") : Map.of("type", "text", "fields", keyword());
	}

	/** Zero dates come as text; they stay in the document but cannot be searched. */
	private static Map<String, Object> date(String type) {
		return Map.of("type", type, "format", "strict_date_optional_time", "ignore_malformed", true);
	}

	private static Map<String, Object> keyword() {
		return Map.of("keyword", Map.of("type", "keyword", "ignore_above", KEYWORD_LENGTH));
	}

	/**
	 * What stands in for {@code unsigned_long} on servers without it: numbers from 2^63
	 * on are found by their text.
	 * @return the field's mapping
	 */
	static Map<String, Object> unsignedLongSubstitute() {
		return Map.of("type", "long", "ignore_malformed", true, "fields", keyword());
	}

	private static Map<String, Object> type(String type) {
		return Map.of("type", type);
	}

}
