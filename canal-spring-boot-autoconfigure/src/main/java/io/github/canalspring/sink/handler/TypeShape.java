package io.github.canalspring.sink.handler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.github.canalspring.event.Columns;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.PotentialCreator;
import tools.jackson.databind.json.JsonMapper;

/**
 * How a record or bean is made and which properties it has, as Jackson sees it: with its
 * annotations, mix-ins, visibility and naming.
 *
 * @param type the record or bean
 * @param creator makes an instance of an array with the values of the first
 * {@code parameters} properties
 * @param parameters how many properties the creator takes
 * @param properties the creator's properties in its order, then those that are set
 */
record TypeShape(JavaType type, MethodHandle creator, int parameters, List<Property> properties) {

	/**
	 * Look at a type.
	 * @param type the type
	 * @param jsonMapper the application's
	 * @return its shape
	 * @throws IllegalArgumentException if there is no way to make an instance, or nothing
	 * in it to bind a column to; the message says which
	 */
	static TypeShape of(JavaType type, JsonMapper jsonMapper) {
		BeanDescription description = jsonMapper._deserializationContext().introspectBeanDescription(type);
		PotentialCreator creator = description.getPotentialCreators().propertiesBased;
		List<Property> properties = new ArrayList<>();
		MethodHandle handle;
		if (creator != null) {
			Set<String> ignored = description.getIgnoredPropertyNames();
			for (int index = 0; index < creator.paramCount(); index++) {
				properties.add(parameter(creator, index, ignored));
			}
			handle = handle(creator.creator().getMember());
		}
		else if (description.findDefaultConstructor() != null && type.isConcrete()) {
			handle = handle(description.findDefaultConstructor().getMember());
		}
		else {
			throw new IllegalArgumentException(
					"can be made neither by a constructor for all its properties" + " nor by one without parameters");
		}
		int parameters = properties.size();
		addMutators(description, properties);
		if (properties.isEmpty()) {
			throw new IllegalArgumentException("has no property to bind a column to");
		}
		return new TypeShape(type, handle.asSpreader(Object[].class, parameters)
			.asType(MethodType.methodType(Object.class, Object[].class)), parameters, List.copyOf(properties));
	}

	private static Property parameter(PotentialCreator creator, int index, Set<String> ignored) {
		BeanPropertyDefinition definition = (creator.propertyDefs() != null) ? creator.propertyDefs()[index] : null;
		JavaType type = creator.param(index).getType();
		if (definition == null || ignored.contains(definition.getName())) {
			String name = creator.implicitNameSimple(index);
			return new Property((name != null) ? name : "#" + index, List.of(), type, null);
		}
		return new Property(definition.getInternalName(), names(definition), type, null);
	}

	private static void addMutators(BeanDescription description, List<Property> properties) {
		for (BeanPropertyDefinition definition : description.findProperties()) {
			AnnotatedMember mutator = definition.getNonConstructorMutator();
			if (!definition.hasConstructorParameter() && mutator != null && mutator.getMember() != null
					&& (definition.hasSetter() || definition.hasField())) {
				MethodHandle setter = handle(mutator.getMember())
					.asType(MethodType.methodType(void.class, Object.class, Object.class));
				properties.add(new Property(definition.getInternalName(), names(definition),
						definition.getPrimaryType(), setter));
			}
		}
	}

	private static List<String> names(BeanPropertyDefinition definition) {
		List<String> names = new ArrayList<>();
		names.add(definition.getName());
		definition.findAliases().stream().map(PropertyName::getSimpleName).forEach(names::add);
		return names;
	}

	private static MethodHandle handle(Member member) {
		try {
			((AccessibleObject) member).setAccessible(true);
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			if (member instanceof Constructor<?> constructor) {
				return lookup.unreflectConstructor(constructor);
			}
			return (member instanceof Method method) ? lookup.unreflect(method)
					: lookup.unreflectSetter((Field) member);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalArgumentException("cannot be accessed at " + member, ex);
		}
	}

	/**
	 * One property.
	 *
	 * @param name its name in Java, for messages
	 * @param columns the names a column may have for it, the best first; empty if the
	 * property is to be ignored
	 * @param type its type
	 * @param setter sets it in an instance; {@code null} if the creator takes it
	 */
	record Property(String name, List<String> columns, JavaType type, @Nullable MethodHandle setter) {

		/**
		 * Find the property's column: by name in any case, else with underscores left
		 * out, which takes {@code cost_price} for {@code costPrice}.
		 * @param table the table's columns
		 * @return the column's index; -1 if there is none
		 */
		int columnIn(Columns table) {
			for (String name : this.columns) {
				int index = table.indexOf(name);
				if (index >= 0) {
					return index;
				}
			}
			for (String name : this.columns) {
				for (int index = 0; index < table.size(); index++) {
					if (plain(table.name(index)).equals(plain(name))) {
						return index;
					}
				}
			}
			return -1;
		}

		private static String plain(String name) {
			return name.replace("_", "").toLowerCase(Locale.ROOT);
		}

	}

}
