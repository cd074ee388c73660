package io.github.canalspring.sink.handler;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.canalspring.CanalTable;
import io.github.canalspring.sink.TablePattern;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Reads the {@code @CanalTable} annotations of a class.
 */
final class HandlerMethods {

	private final EmbeddedValueResolver placeholders;

	private final RowBinders binders;

	private final Set<String> servers;

	HandlerMethods(ConfigurableBeanFactory beanFactory, RowBinders binders, Set<String> servers) {
		this.placeholders = new EmbeddedValueResolver(beanFactory);
		this.binders = binders;
		this.servers = servers;
	}

	/**
	 * Find a class's handler methods.
	 * @param beanClass the class
	 * @param invocations makes what calls a method
	 * @return the handlers
	 * @throws HandlerSignatureException if one of them cannot be called as it is declared
	 */
	List<TableHandler> of(Class<?> beanClass, Function<Method, Supplier<EventInvocation>> invocations) {
		if (!AnnotationUtils.isCandidateClass(beanClass, CanalTable.class)
				|| beanClass.getName().startsWith("org.springframework.")) {
			return List.of();
		}
		Map<Method, CanalTable> methods = MethodIntrospector.selectMethods(beanClass,
				(MethodIntrospector.MetadataLookup<@Nullable CanalTable>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, CanalTable.class));
		CanalTable onClass = AnnotatedElementUtils.findMergedAnnotation(beanClass, CanalTable.class);
		if (onClass != null && methods.isEmpty()) {
			throw new HandlerSignatureException(
					"Class " + ClassUtils.getShortName(beanClass) + " has @CanalTable, but none of its methods has",
					"Write @CanalTable, without a value, on the methods that handle changes of the class's tables.");
		}
		List<TableHandler> handlers = new ArrayList<>();
		methods.forEach((method, onMethod) -> handlers
			.add(handler(beanClass, method, onMethod, onClass, invocations.apply(method))));
		return handlers;
	}

	private TableHandler handler(Class<?> beanClass, Method method, CanalTable onMethod, @Nullable CanalTable onClass,
			Supplier<EventInvocation> invocation) {
		String name = HandlerSignature.name(method);
		boolean fromClass = onMethod.value().length == 0 && onClass != null;
		String server = server(name, (fromClass && onMethod.server().isEmpty()) ? onClass : onMethod);
		HandlerSignature signature = HandlerSignature.of(method, beanClass);
		List<TablePattern> tables = new ArrayList<>();
		for (String table : fromClass ? onClass.value() : onMethod.value()) {
			tables.add(table(name, table));
		}
		if (tables.isEmpty()) {
			throw new HandlerSignatureException("Handler method " + name + " has @CanalTable without a table",
					"Write the table's full name, as in @CanalTable(\"shop.product\"), on the method or on its class.");
		}
		return new TableHandler(name, invocation, signature, binder(name, signature), server, tables,
				onMethod.snapshot() || (fromClass && onClass.snapshot()));
	}

	private String server(String name, CanalTable annotation) {
		String server = resolve(name, annotation.server());
		if (!server.isEmpty() && !this.servers.contains(server)) {
			throw new HandlerSignatureException(
					"Handler method " + name + " names the server '" + server + "', which is not under canal.servers",
					(this.servers.isEmpty() ? "Configure it there" : "Write one of " + String.join(", ", this.servers))
							+ ", or remove the attribute 'server' from @CanalTable: the server is then the one under "
							+ "canal.server.");
		}
		return server;
	}

	private TablePattern table(String name, String text) {
		String resolved = resolve(name, text);
		try {
			return TablePattern.parse(resolved);
		}
		catch (IllegalArgumentException ex) {
			throw new HandlerSignatureException(
					"Handler method " + name + " has a bad table name in @CanalTable: " + ex.getMessage(),
					"Write database and table as in @CanalTable(\"shop.product\");"
							+ " * stands for any run of characters, as in \"shop.order_*\".",
					ex);
		}
	}

	private String resolve(String name, String text) {
		RuntimeException cause = null;
		try {
			String resolved = this.placeholders.resolveStringValue(text);
			// Without Spring Boot, an unknown placeholder may be left as it is.
			if (resolved != null && !resolved.contains("${")) {
				return resolved;
			}
		}
		catch (IllegalArgumentException ex) {
			cause = ex;
		}
		throw new HandlerSignatureException(
				"Handler method " + name + " has a placeholder without a value in @CanalTable(\"" + text + "\")",
				"Set the property in the application's configuration, or give a default, as in"
						+ " \"${shop.db:shop}.product\".",
				cause);
	}

	private RowBinder binder(String name, HandlerSignature signature) {
		try {
			return this.binders.to(signature.row());
		}
		catch (RuntimeException ex) {
			throw new HandlerSignatureException(
					"Handler method " + name + " takes rows as " + signature.row() + ", which " + ex.getMessage(),
					"Write Row, Map<String, Object>, a record, or a class with a constructor without parameters"
							+ " and setters.",
					ex);
		}
	}

}
