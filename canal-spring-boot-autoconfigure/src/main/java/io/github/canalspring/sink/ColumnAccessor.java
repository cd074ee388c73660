package io.github.canalspring.sink;

import io.github.canalspring.event.Row;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypedValue;

/**
 * Lets an expression read a row's columns by their names, in any case.
 */
final class ColumnAccessor implements PropertyAccessor {

	@Override
	public Class<?>[] getSpecificTargetClasses() {
		return new Class<?>[] { Row.class };
	}

	@Override
	public boolean canRead(EvaluationContext context, @Nullable Object target, String name) {
		return target instanceof Row row && row.has(name);
	}

	@Override
	public TypedValue read(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
		if (!(target instanceof Row row)) {
			throw new AccessException("Only columns of a row can be read");
		}
		Object value = row.get(name);
		if (value == null) {
			return TypedValue.NULL;
		}
		boolean plain = value instanceof Number || value instanceof Boolean;
		return new TypedValue(plain ? value : ColumnText.of(value));
	}

	@Override
	public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) {
		return false;
	}

	@Override
	public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object newValue)
			throws AccessException {
		throw new AccessException("Rows cannot be written");
	}

}
