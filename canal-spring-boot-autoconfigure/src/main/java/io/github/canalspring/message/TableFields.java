package io.github.canalspring.message;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.JsonBytes;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * What a message has of one version of a table.
 */
final class TableFields {

	private final TableSchema schema;

	private final List<Field> fields;

	private final List<Field> keys;

	private final RowTemplate.@Nullable Bound template;

	private final RowCondition.Bound condition;

	/** What a format has put together for this version, once. */
	private @Nullable Object prepared;

	TableFields(TableSchema schema, FieldSelection selection, @Nullable RowTemplate template, RowCondition when) {
		this.schema = schema;
		this.fields = selection.fields(schema.header())
			.stream()
			.map((field) -> new Field(field.name(), field.index(), schema.columns().get(field.index())))
			.toList();
		this.keys = schema.primaryKey().stream().map((name) -> {
			int index = schema.header().indexOf(name);
			return this.fields.stream()
				.filter((field) -> field.index() == index)
				.findFirst()
				.orElseGet(() -> new Field(name, index, schema.columns().get(index)));
		}).toList();
		this.template = (template != null) ? template.bind(schema.header()) : null;
		this.condition = when.bind(schema);
	}

	/** A row, if it meets the condition. */
	@Nullable Row visible(@Nullable Row row) {
		return this.condition.visible(row);
	}

	TableSchema schema() {
		return this.schema;
	}

	List<Field> fields() {
		return this.fields;
	}

	/** The columns of the primary key, also those that are left out of the fields. */
	List<Field> keys() {
		return this.keys;
	}

	boolean hasKey() {
		return !this.keys.isEmpty();
	}

	boolean hasTemplate() {
		return this.template != null;
	}

	/** Whether two rows have the same key. */
	boolean sameKey(Row one, Row other) {
		if (this.template != null) {
			return this.template.sameColumns(one, other) || templateKey(one).equals(templateKey(other));
		}
		for (Field field : this.keys) {
			if (!one.sameValue(field.index(), other, field.index())) {
				return false;
			}
		}
		return true;
	}

	/** What the template makes of a row; the table's name where that is nothing. */
	String templateKey(Row row) {
		String text = (this.template != null) ? this.template.render(row) : null;
		return (text != null) ? text : this.schema.id().toString();
	}

	/** What a format needs for this version. */
	@SuppressWarnings("unchecked")
	<T> T prepared(Function<TableFields, T> preparation) {
		if (this.prepared == null) {
			this.prepared = preparation.apply(this);
		}
		return (T) Objects.requireNonNull(this.prepared);
	}

	/**
	 * A column of a message.
	 *
	 * @param name its name there
	 * @param index its place in the row
	 * @param column the column
	 */
	record Field(String name, int index, Column column) {
	}

	/**
	 * Writes the values of one column.
	 */
	@FunctionalInterface
	interface ValueWriter {

		/**
		 * Write a value.
		 * @param value the value
		 * @param json where to write
		 */
		void write(Object value, JsonBytes json);

	}

}
