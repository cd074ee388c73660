package io.github.canalspring.sink.handler;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import io.github.canalspring.source.Operation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What a handler method takes, read from its parameters.
 *
 * @param operation the operation it takes; {@code null} for all
 * @param list whether it takes the events of a flush as a list
 * @param row what rows are to be bound to
 * @param event the index of the parameter for the event
 * @param metadata the index of the parameter for the metadata; -1 if there is none
 */
record HandlerSignature(@Nullable Operation operation, boolean list, ResolvableType row, int event, int metadata) {

	private static final Map<Class<?>, String> EVENTS = Map.of(RowEvent.class, "RowEvent", InsertEvent.class,
			"InsertEvent", UpdateEvent.class, "UpdateEvent", DeleteEvent.class, "DeleteEvent");

	private static final String SHAPES = "Write one parameter of type InsertEvent<T>, UpdateEvent<T>, DeleteEvent<T>,"
			+ " RowEvent<T> or a List of one of these, where T is Row, Map<String, Object>, a record or a bean;"
			+ " beside a single event, EventMetadata may be a second one.";

	/**
	 * Read a method.
	 * @param method the method
	 * @param beanClass the class of the bean, which may say more about generic parameters
	 * @return what it takes
	 * @throws HandlerSignatureException if it is not a handler method
	 */
	static HandlerSignature of(Method method, Class<?> beanClass) {
		if (Modifier.isStatic(method.getModifiers())) {
			throw new HandlerSignatureException("Handler method " + name(method) + " is static",
					"Remove 'static': handlers are methods of beans.");
		}
		int event = -1;
		int metadata = -1;
		for (int index = 0; index < method.getParameterCount(); index++) {
			if (method.getParameterTypes()[index] == EventMetadata.class && metadata < 0) {
				metadata = index;
			}
			else if (event < 0) {
				event = index;
			}
			else {
				throw new HandlerSignatureException("Handler method " + name(method) + " has too many parameters",
						SHAPES);
			}
		}
		if (event < 0) {
			throw new HandlerSignatureException("Handler method " + name(method) + " takes no event", SHAPES);
		}
		Type type = GenericTypeResolver.resolveType(method.getGenericParameterTypes()[event], beanClass);
		return of(method, ResolvableType.forType(type), event, metadata);
	}

	private static HandlerSignature of(Method method, ResolvableType parameter, int event, int metadata) {
		boolean list = parameter.resolve() == List.class;
		if (list && metadata >= 0) {
			throw new HandlerSignatureException(
					"Handler method " + name(method) + " takes EventMetadata beside a list of events",
					"Remove the EventMetadata parameter: each event in the list has its own metadata().");
		}
		ResolvableType type = list ? parameter.getGeneric() : parameter;
		Class<?> eventType = type.resolve();
		if (eventType == null || !EVENTS.containsKey(eventType)) {
			throw new HandlerSignatureException("Handler method " + name(method) + " takes " + parameter
					+ ", which is not a row event" + (list ? " list" : ""), SHAPES);
		}
		return new HandlerSignature(operation(eventType), list, row(method, type), event, metadata);
	}

	private static @Nullable Operation operation(Class<?> eventType) {
		if (eventType == InsertEvent.class) {
			return Operation.INSERT;
		}
		if (eventType == UpdateEvent.class) {
			return Operation.UPDATE;
		}
		return (eventType == DeleteEvent.class) ? Operation.DELETE : null;
	}

	/** Without a type, or with a wildcard for it, rows stay as they are. */
	private static ResolvableType row(Method method, ResolvableType event) {
		ResolvableType row = event.getGeneric();
		Class<?> type = row.resolve(Object.class);
		if (type == Object.class) {
			return ResolvableType.forClass(Row.class);
		}
		if (type == Map.class) {
			Class<?> key = row.getGeneric(0).resolve(String.class);
			Class<?> value = row.getGeneric(1).resolve(Object.class);
			if (key != String.class || value != Object.class) {
				throw new HandlerSignatureException("Handler method " + name(method) + " takes rows as " + row
						+ ", but their columns differ in type", "Write Map<String, Object>.");
			}
		}
		return row;
	}

	/** The method as it stands in messages. */
	static String name(Method method) {
		return ClassUtils.getShortName(method.getDeclaringClass()) + "." + method.getName();
	}

}
