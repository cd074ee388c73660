package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Writes rows as JSON documents, straight from their columns to bytes. Numbers are exact,
 * {@code JSON} columns are written as JSON, {@code VECTOR}s as arrays, everything else as
 * {@link ColumnText}. For one thread.
 */
public final class DocumentWriter {

	private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
		// One generator writes all documents, one after the other, with nothing between.
		.rootValueSeparator((String) null)
		.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
		.build()).build();

	private static final byte[] NULL = ascii("null");

	private static final byte[] TRUE = ascii("true");

	private static final byte[] FALSE = ascii("false");

	private static final byte[] END = ascii("}");

	private static final byte[] EMPTY = ascii("{}");

	private final FieldSelection selection;

	private final JsonBytes json = new JsonBytes();

	/** Takes what is rare or structured; its output is added to the rest. */
	private final ByteArrayBuilder generated = new ByteArrayBuilder(1024);

	private final JsonGenerator generator = MAPPER.createGenerator(this.generated);

	private @Nullable Columns columns;

	/** Each with what stands before and behind it. */
	private byte[][] names = {};

	private byte[] end = EMPTY;

	private int[] indexes = {};

	/** Which columns hold geometries; {@code null} where nothing is known of types. */
	private final @Nullable TableSchema table;

	private boolean[] geometries = {};

	public DocumentWriter(FieldSelection selection) {
		this(selection, null);
	}

	/**
	 * Create a writer that writes the points among geometries as GeoJSON.
	 * @param selection which columns become fields
	 * @param table tells the columns' types; {@code null} to write all geometries as
	 * other binary columns
	 */
	public DocumentWriter(FieldSelection selection, @Nullable TableSchema table) {
		this.selection = selection;
		this.table = table;
	}

	/**
	 * Write a row.
	 * @param row the row
	 * @return the document in UTF-8
	 * @throws IllegalArgumentException if a column of the selection is not in the row
	 */
	public byte[] write(Row row) {
		if (row.columns() != this.columns) {
			select(row.columns());
		}
		this.json.reset();
		for (int index = 0; index < this.indexes.length; index++) {
			this.json.raw(this.names[index]);
			Object value = row.get(this.indexes[index]);
			if (this.geometries[index] && value instanceof byte[] geometry
					&& GeometryPoint.write(geometry, this.generator)) {
				addGenerated();
			}
			else {
				write(value);
			}
		}
		this.json.raw(this.end);
		return this.json.toByteArray();
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private void select(Columns columns) {
		List<FieldSelection.Field> fields = this.selection.fields(columns);
		this.names = new byte[fields.size()][];
		for (int index = 0; index < this.names.length; index++) {
			this.json.reset();
			this.json.raw((index == 0) ? '{' : ',');
			this.json.text(fields.get(index).name());
			this.json.raw(':');
			this.names[index] = this.json.toByteArray();
		}
		this.end = (this.names.length == 0) ? EMPTY : END;
		this.indexes = fields.stream().mapToInt(FieldSelection.Field::index).toArray();
		this.geometries = new boolean[fields.size()];
		for (int index = 0; index < this.geometries.length; index++) {
			this.geometries[index] = isGeometry(columns.name(this.indexes[index]));
		}
		this.columns = columns;
	}

	private boolean isGeometry(String name) {
		Column column = (this.table != null) ? this.table.column(name) : null;
		return column != null && column.type() == ColumnType.GEOMETRY;
	}

	private void write(@Nullable Object value) {
		if (value == null) {
			this.json.raw(NULL);
		}
		else if (value instanceof String text) {
			this.json.text(text);
		}
		else if (value instanceof Integer || value instanceof Long) {
			this.json.number(((Number) value).longValue());
		}
		else if (value instanceof BigDecimal number) {
			this.json.raw(number.toPlainString().getBytes(StandardCharsets.US_ASCII));
		}
		else if (value instanceof LocalDateTime time) {
			this.json.time(time);
		}
		else if (value instanceof Instant instant) {
			this.json.time(instant);
		}
		else {
			writeOther(value);
		}
	}

	private void writeOther(Object value) {
		if (value instanceof Boolean flag) {
			this.json.raw(flag ? TRUE : FALSE);
		}
		else if (value instanceof Number number) {
			generate(number);
		}
		else if (value instanceof JsonNode node) {
			write(node);
		}
		else if (value instanceof float[] vector) {
			generate(vector);
		}
		else {
			this.json.text(ColumnText.of(value));
		}
	}

	private void write(JsonNode node) {
		if (node instanceof ObjectNode object) {
			char before = '{';
			for (Map.Entry<String, JsonNode> member : object.properties()) {
				this.json.raw(before);
				this.json.text(member.getKey());
				this.json.raw(':');
				write(member.getValue());
				before = ',';
			}
			this.json.raw((before == '{') ? EMPTY : END);
		}
		else if (node instanceof StringNode text) {
			this.json.text(text.stringValue());
		}
		else if (node instanceof IntNode || node instanceof LongNode) {
			this.json.number(node.longValue());
		}
		else {
			this.generator.writeTree(node);
			addGenerated();
		}
	}

	private void generate(float[] vector) {
		this.generator.writeStartArray(vector, vector.length);
		for (float number : vector) {
			this.generator.writeNumber(number);
		}
		this.generator.writeEndArray();
		addGenerated();
	}

	private void generate(Number number) {
		if (number instanceof Float) {
			this.generator.writeNumber(number.floatValue());
		}
		else if (number instanceof Double) {
			this.generator.writeNumber(number.doubleValue());
		}
		else {
			this.generator.writeNumber(new BigInteger(number.toString()));
		}
		addGenerated();
	}

	private void addGenerated() {
		this.generator.flush();
		if (this.generated.getCurrentSegmentLength() == this.generated.size()) {
			this.json.raw(this.generated.getCurrentSegment(), 0, this.generated.size());
		}
		else {
			this.json.raw(this.generated.toByteArray());
		}
		this.generated.reset();
	}

}
