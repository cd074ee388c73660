package io.github.canalspring.sink.handler;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.util.ClassUtils;

/**
 * Binds rows to a record or bean. Where each property finds its column and how its value
 * is converted is decided once per version of a table.
 */
final class TypeBinder implements RowBinder {

	/** More versions than this are not in use at once: what was kept is out of date. */
	private static final int MAX_PLANS = 256;

	private final TypeShape shape;

	private final List<Conversion> conversions;

	private final Map<Columns, Plan> plans = new IdentityHashMap<>();

	private @Nullable Plan last;

	TypeBinder(TypeShape shape, Conversions conversions) {
		this.shape = shape;
		this.conversions = shape.properties().stream().map((property) -> conversions.to(property.type())).toList();
	}

	@Override
	public Object bind(TableId table, Row row) {
		Plan plan = plan(table, row.columns());
		Input[] inputs = plan.inputs;
		Object[] arguments = new Object[this.shape.parameters()];
		for (int index = 0; index < arguments.length; index++) {
			Input input = inputs[index];
			Object value = (input.column >= 0) ? row.get(input.column) : null;
			// Nearly always so, and then all there is to do.
			arguments[index] = input.type.isInstance(value) ? value : input.converted(value);
		}
		try {
			Object target = (Object) this.shape.creator().invokeExact(arguments);
			for (int index = arguments.length; index < inputs.length; index++) {
				inputs[index].set(target, row);
			}
			return target;
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(this.shape.type().getRawClass().getName() + " cannot be made", ex);
		}
	}

	@Override
	public List<Misfit> misfits(TableSchema table) {
		return new TypeFit(this.shape, this.conversions).misfits(table);
	}

	private Plan plan(TableId table, Columns columns) {
		Plan plan = this.last;
		if (plan == null || plan.columns != columns) {
			if (this.plans.size() >= MAX_PLANS) {
				this.plans.clear();
			}
			plan = this.plans.computeIfAbsent(columns, (key) -> new Plan(key, inputs(table, key)));
			this.last = plan;
		}
		return plan;
	}

	private Input[] inputs(TableId table, Columns columns) {
		List<Input> inputs = new ArrayList<>();
		boolean any = false;
		for (int index = 0; index < this.shape.properties().size(); index++) {
			TypeShape.Property property = this.shape.properties().get(index);
			int column = property.columnIn(columns);
			any |= column >= 0;
			if (column >= 0 || property.setter() == null) {
				inputs.add(new Input(table, columns, column, property, this.conversions.get(index), this.shape));
			}
		}
		if (!any) {
			throw new RowBindingException("None of the columns " + columns + " of " + table + " is a property of "
					+ this.shape.type().getRawClass().getName());
		}
		return inputs.toArray(Input[]::new);
	}

	private record Plan(Columns columns, Input[] inputs) {
	}

	/**
	 * One property's value out of a row.
	 */
	private static final class Input {

		private final TableId table;

		private final Columns columns;

		private final int column;

		private final TypeShape.Property property;

		private final Conversion conversion;

		private final TypeShape shape;

		private final Class<?> type;

		private final @Nullable Object whenMissing;

		Input(TableId table, Columns columns, int column, TypeShape.Property property, Conversion conversion,
				TypeShape shape) {
			this.table = table;
			this.columns = columns;
			this.column = column;
			this.property = property;
			this.conversion = conversion;
			this.shape = shape;
			Class<?> type = property.type().getRawClass();
			this.type = ClassUtils.resolvePrimitiveIfNecessary(type);
			this.whenMissing = type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
		}

		/** A value that is not of the type already; {@code null} if there is none. */
		@Nullable Object converted(@Nullable Object value) {
			if (this.column < 0) {
				return this.whenMissing;
			}
			if (value == null) {
				if (this.whenMissing != null) {
					throw new RowBindingException(describe("NULL") + ": declare it as an object type");
				}
				return null;
			}
			Object converted = this.conversion.convert(value);
			if (converted == null && !isJsonNull(value)) {
				throw new RowBindingException(describe(
						"a " + ((value instanceof JsonNode) ? "JSON" : value.getClass().getSimpleName()) + " value"));
			}
			return converted;
		}

		private boolean isJsonNull(Object value) {
			return value instanceof JsonNode node && node.isNull() && this.whenMissing == null;
		}

		void set(Object target, Row row) throws Throwable {
			if (this.property.setter() != null) {
				this.property.setter().invokeExact(target, converted(row.get(this.column)));
			}
		}

		private String describe(String value) {
			return "Column " + this.table + "." + this.columns.name(this.column) + " holds " + value
					+ " that does not fit " + this.shape.type().getRawClass().getSimpleName() + "."
					+ this.property.name() + " of type " + this.property.type().getRawClass().getSimpleName();
		}

	}

}
