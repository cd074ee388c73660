package io.github.canalspring.sink.handler;

import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Compares a record or bean with the columns of a table, by converting the values at the
 * edges of each column as binding a row would.
 */
final class TypeFit {

	private final TypeShape shape;

	private final List<Conversion> conversions;

	TypeFit(TypeShape shape, List<Conversion> conversions) {
		this.shape = shape;
		this.conversions = conversions;
	}

	List<Misfit> misfits(TableSchema table) {
		List<Misfit> misfits = new ArrayList<>();
		boolean any = false;
		for (int index = 0; index < this.shape.properties().size(); index++) {
			TypeShape.Property property = this.shape.properties().get(index);
			int column = property.columnIn(table.header());
			any |= column >= 0;
			if (column >= 0) {
				Misfit misfit = misfit(table, table.columns().get(column), property, this.conversions.get(index));
				if (misfit != null) {
					misfits.add(misfit);
				}
			}
			else if (property.setter() == null && !property.columns().isEmpty()) {
				misfits.add(new Misfit(false,
						"Table " + table.id() + " has no column for " + name(property) + ", which stays empty",
						"Correct its name, or say the column's by @JsonProperty"));
			}
		}
		return any ? misfits
				: List.of(new Misfit(true,
						"None of the columns " + table.header() + " of " + table.id() + " is a property of "
								+ this.shape.type().getRawClass().getName(),
						"Write a type with properties named as the columns are"));
	}

	private @Nullable Misfit misfit(TableSchema table, Column column, TypeShape.Property property,
			Conversion conversion) {
		String where = "Column " + table.id() + "." + column.name();
		for (Object sample : ColumnSamples.of(column)) {
			if (conversion.convert(sample) == null) {
				String value = (sample instanceof byte[]) ? "bytes" : sample.toString();
				return new Misfit(true, where + " may hold " + value + ", which does not fit " + name(property),
						"Give the property a type that takes it, such as " + sample.getClass().getSimpleName());
			}
		}
		if (column.nullable() && property.type().isPrimitive()) {
			return new Misfit(true, where + " may be NULL, which does not fit " + name(property),
					"ALTER TABLE " + table.id() + " MODIFY " + column.name()
							+ " ... NOT NULL, or declare the property as an object type");
		}
		return null;
	}

	private String name(TypeShape.Property property) {
		return this.shape.type().getRawClass().getSimpleName() + "." + property.name() + " of type "
				+ property.type().getRawClass().getSimpleName();
	}

}
