package io.github.canalspring.sink;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

	private final FieldSelection selection;

	private final ByteArrayBuilder buffer = new ByteArrayBuilder(4096);

	private final JsonGenerator generator = MAPPER.createGenerator(this.buffer);

	private @Nullable Columns columns;

	private SerializedString[] names = {};

	private int[] indexes = {};

	private boolean[] points = {};

	/** Which columns hold geometries; {@code null} where nothing is known of types. */
	private final @Nullable TableSchema table;

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
		this.buffer.reset();
		this.generator.writeStartObject();
		for (int index = 0; index < this.indexes.length; index++) {
			this.generator.writeName(this.names[index]);
			if (this.points[index]) {
				writePoint(row.get(this.indexes[index]));
			}
			else {
				write(row.get(this.indexes[index]));
			}
		}
		this.generator.writeEndObject();
		this.generator.flush();
		return this.buffer.toByteArray();
	}

	private void select(Columns columns) {
		List<FieldSelection.Field> fields = this.selection.fields(columns);
		this.names = fields.stream()
			.map((field) -> new SerializedString(field.name()))
			.toArray(SerializedString[]::new);
		this.indexes = fields.stream().mapToInt(FieldSelection.Field::index).toArray();
		this.points = new boolean[fields.size()];
		for (int index = 0; index < fields.size() && this.table != null; index++) {
			Column column = this.table.column(columns.name(this.indexes[index]));
			this.points[index] = column != null && column.type() == ColumnType.GEOMETRY;
		}
		this.columns = columns;
	}

	private void writePoint(@Nullable Object value) {
		if (!(value instanceof byte[] bytes) || !GeometryPoint.write(bytes, this.generator)) {
			write(value);
		}
	}

	private void write(@Nullable Object value) {
		if (value == null) {
			this.generator.writeNull();
		}
		else if (value instanceof String text) {
			this.generator.writeString(text);
		}
		else if (value instanceof Integer number) {
			this.generator.writeNumber(number.intValue());
		}
		else if (value instanceof Long number) {
			this.generator.writeNumber(number.longValue());
		}
		else if (value instanceof BigDecimal number) {
			this.generator.writeNumber(number);
		}
		else if (value instanceof Number number) {
			writeOther(number);
		}
		else if (value instanceof Boolean flag) {
			this.generator.writeBoolean(flag);
		}
		else if (value instanceof JsonNode json) {
			this.generator.writeTree(json);
		}
		else if (value instanceof float[] vector) {
			write(vector);
		}
		else {
			this.generator.writeString(ColumnText.of(value));
		}
	}

	private void write(float[] vector) {
		this.generator.writeStartArray(vector, vector.length);
		for (float number : vector) {
			this.generator.writeNumber(number);
		}
		this.generator.writeEndArray();
	}

	private void writeOther(Number number) {
		if (number instanceof Float) {
			this.generator.writeNumber(number.floatValue());
		}
		else if (number instanceof Double) {
			this.generator.writeNumber(number.doubleValue());
		}
		else {
			this.generator.writeNumber(new BigInteger(number.toString()));
		}
	}

}
