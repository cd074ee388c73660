package io.github.canalspring.source.canal;

import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnSyntax;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TextDecoder;
import org.jspecify.annotations.Nullable;

/**
 * One version of a table, found out from the names and types that come with every row.
 */
final class TableLayout {

	private final TableSchema schema;

	private final List<byte[]> names;

	private final List<byte[]> types;

	private final TextDecoder[] decoders;

	/** The property that leaves tables out. */
	private final String exclude;

	private TableLayout(TableSchema schema, List<byte[]> names, List<byte[]> types, TextDecoder[] decoders,
			String exclude) {
		this.schema = schema;
		this.names = names;
		this.types = types;
		this.decoders = decoders;
		this.exclude = exclude;
	}

	static TableLayout of(TableId table, RawColumns raw, CanalConnection settings) {
		List<Column> columns = new ArrayList<>();
		List<String> key = new ArrayList<>();
		List<byte[]> names = new ArrayList<>();
		List<byte[]> types = new ArrayList<>();
		TextDecoder[] decoders = new TextDecoder[raw.size()];
		for (int index = 0; index < raw.size(); index++) {
			Column column = column(table, raw, index);
			columns.add(column);
			names.add(raw.nameBytes(index));
			types.add(raw.typeBytes(index));
			decoders[index] = TextDecoder.of(column, settings.zone());
			if (raw.isKey(index)) {
				key.add(column.name());
			}
		}
		return new TableLayout(new TableSchema(table, columns, key), names, types, decoders,
				settings.besideProperty("filter.exclude"));
	}

	private static Column column(TableId table, RawColumns raw, int index) {
		try {
			return ColumnSyntax.parse(raw.name(index), raw.type(index));
		}
		catch (IllegalArgumentException ex) {
			throw new SourceException("The Canal server does not tell the columns of " + table + ": " + ex.getMessage(),
					"It reads the table's definition from the database: look into its log for why it could not.", ex);
		}
	}

	TableSchema schema() {
		return this.schema;
	}

	/** Whether a row is of this version. */
	boolean fits(RawColumns raw) {
		if (raw.size() != this.decoders.length) {
			return false;
		}
		for (int index = 0; index < this.decoders.length; index++) {
			if (!raw.hasNameAndType(index, this.names.get(index), this.types.get(index))) {
				return false;
			}
		}
		return true;
	}

	Row row(RawColumns raw) {
		@Nullable Object[] values = new @Nullable Object[this.decoders.length];
		for (int index = 0; index < values.length; index++) {
			if (!raw.isNull(index)) {
				values[index] = value(raw, index);
			}
		}
		return new Row(this.schema.header(), values);
	}

	private Object value(RawColumns raw, int index) {
		try {
			return this.decoders[index].decode(raw.value(index));
		}
		catch (IllegalArgumentException ex) {
			String column = this.schema.id() + "." + this.schema.header().name(index);
			throw new SourceException("The Canal server sent a value of " + column + " that is " + ex.getMessage(),
					"For a JSON column, turn off binlog_row_value_options at the database: Canal does not give the "
							+ "document after a partial update. Else leave the table out with " + this.exclude + ".",
					ex);
		}
	}

}
