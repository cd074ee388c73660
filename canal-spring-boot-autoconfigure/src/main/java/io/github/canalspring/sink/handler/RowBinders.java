package io.github.canalspring.sink.handler;

import java.util.Map;
import java.util.function.BiFunction;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.TableId;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;

/**
 * Makes the binder for what a handler wants.
 */
public final class RowBinders {

	private final JsonMapper jsonMapper;

	private final Conversions conversions;

	/**
	 * Create binders.
	 * @param jsonMapper tells how properties are named, and reads JSON columns
	 * @param conversionService for types that nothing else can make of a column
	 */
	public RowBinders(JsonMapper jsonMapper, ConversionService conversionService) {
		this.jsonMapper = jsonMapper;
		this.conversions = new Conversions(jsonMapper, conversionService);
	}

	/**
	 * What makes objects of rows, as handlers receive them.
	 * @param type a record or bean
	 * @return a function of its own for the caller, for one thread at a time; the table
	 * is for messages. It throws a {@link RowBindingException} where a row does not fit
	 * @throws IllegalArgumentException if rows cannot be bound to the type; the message
	 * says why
	 */
	public BiFunction<TableId, Row, Object> function(Class<?> type) {
		return to(ResolvableType.forClass(type))::bind;
	}

	/**
	 * Make a binder.
	 * @param type the type
	 * @return a binder of its own for the caller
	 * @throws IllegalArgumentException if rows cannot be bound to the type; the message
	 * says why
	 */
	RowBinder to(ResolvableType type) {
		Class<?> rawType = type.toClass();
		if (rawType == Row.class) {
			return (table, row) -> row.decoded();
		}
		if (rawType == Map.class) {
			return (table, row) -> row.asMap();
		}
		JavaType javaType = this.jsonMapper.constructType(type.getType());
		if (BeanUtils.isSimpleValueType(rawType) || rawType.isArray() || javaType.isContainerType()) {
			throw new IllegalArgumentException("has no properties for columns");
		}
		return new TypeBinder(TypeShape.of(javaType, this.jsonMapper), this.conversions);
	}

}
