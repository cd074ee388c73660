package io.github.canalspring.sink.handler;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds the {@code @CanalTable} methods of all beans, once these exist. Beans are looked
 * at by their class, so that a lazy one is found too: it is made when the first change
 * for it comes. (A lazy {@code @Bean} method has to declare the class as its return type,
 * for nothing else tells it.) A prototype is made for every call.
 */
public final class HandlerRegistry implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(HandlerRegistry.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerMethods methods;

	private volatile List<TableHandler> handlers = List.of();

	/**
	 * Create a registry.
	 * @param beanFactory where the beans are; it also resolves placeholders
	 * @param jsonMapper tells how properties are named, and reads JSON columns
	 * @param conversionService for types that nothing else can make of a column
	 */
	public HandlerRegistry(ConfigurableListableBeanFactory beanFactory, JsonMapper jsonMapper,
			ConversionService conversionService) {
		this(beanFactory, jsonMapper, conversionService, Set.of());
	}

	/**
	 * Create a registry where there are several servers.
	 * @param beanFactory where the beans are; it also resolves placeholders
	 * @param jsonMapper tells how properties are named, and reads JSON columns
	 * @param conversionService for types that nothing else can make of a column
	 * @param servers the names that {@code @CanalTable} may give as server
	 */
	public HandlerRegistry(ConfigurableListableBeanFactory beanFactory, JsonMapper jsonMapper,
			ConversionService conversionService, Set<String> servers) {
		this.beanFactory = beanFactory;
		this.methods = new HandlerMethods(beanFactory, new RowBinders(jsonMapper, conversionService), servers);
	}

	/**
	 * Find the handler methods.
	 * @throws HandlerSignatureException if one of them cannot be called as it is declared
	 */
	@Override
	public void afterSingletonsInstantiated() {
		List<TableHandler> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				Class<?> beanClass = beanClass(beanName);
				if (beanClass != null) {
					found.addAll(this.methods.of(beanClass, (method) -> invocation(beanName, method)));
				}
			}
		}
		this.handlers = List.copyOf(found);
		found.forEach((handler) -> logger.debug("{} handles {}", handler, handler.tables()));
	}

	/**
	 * Whether the application has a handler method for a server.
	 * @param server the server's name; empty for the one that has none
	 * @return {@code false} if there is none, and before all singletons exist
	 */
	public boolean handles(String server) {
		return !handlers(server).isEmpty();
	}

	List<TableHandler> handlers(String server) {
		return this.handlers.stream().filter((handler) -> handler.server().equals(server)).toList();
	}

	/** What has been made is asked itself: it may be a proxy made by hand. */
	private @Nullable Class<?> beanClass(String beanName) {
		if (isMade(beanName)) {
			return AopProxyUtils.ultimateTargetClass(this.beanFactory.getBean(beanName));
		}
		return AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
	}

	private boolean isMade(String beanName) {
		return this.beanFactory.containsSingleton(beanName) && !this.beanFactory.isFactoryBean(beanName);
	}

	private Supplier<EventInvocation> invocation(String beanName, Method method) {
		Supplier<EventInvocation> made = () -> invocation(this.beanFactory.getBean(beanName), method);
		if (!this.beanFactory.isSingleton(beanName)) {
			return made;
		}
		Supplier<EventInvocation> once = SingletonSupplier.of(made);
		if (isMade(beanName)) {
			once.get();
		}
		return once;
	}

	private static EventInvocation invocation(Object bean, Method method) {
		try {
			return new EventInvocation(bean, AopUtils.selectInvocableMethod(method, bean.getClass()));
		}
		catch (IllegalStateException ex) {
			throw new HandlerSignatureException(
					"Handler method " + HandlerSignature.name(method) + " cannot be called through the bean's proxy",
					"Make the method public or package-private and not final, and let the class be proxied"
							+ " itself (spring.aop.proxy-target-class=true), or declare the method in an interface.",
					ex);
		}
	}

}
