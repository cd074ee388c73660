package io.github.canalspring.sink.handler;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.canalspring.CanalTable;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.TestChangeSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.MethodBeforeAdvice;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.core.env.MapPropertySource;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandlerRegistry} with real beans.
 */
class HandlerRegistryTests {

	private static final TableSchema PRODUCT = TestChangeSource.table("shop", "product", "id");

	private static final TableSchema STOCK = TestChangeSource.table("shop", "stock", "id");

	private static final List<String> CALLS = new CopyOnWriteArrayList<>();

	private final TestChangeSource source = new TestChangeSource();

	@Test
	void isEmptyWithoutHandlers() {
		try (AnnotationConfigApplicationContext context = context()) {
			assertThat(context.getBean(HandlerRegistry.class).handles("")).isFalse();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Simple.class, OnClass.class, Inherited.class, InterfaceHandler.class, MetaAnnotated.class,
			Placeholder.class, DefaultedPlaceholder.class, Two.class, LazyHandler.class, Prototype.class, Scoped.class,
			Generic.class, InConfiguration.class })
	void callsTheMethodsOfBeans(Class<?> bean) throws Exception {
		try (AnnotationConfigApplicationContext context = context(bean)) {
			assertThat(deliver(context)).containsExactly("1", "2");
		}
	}

	@Test
	void callsThroughAProxy() throws Exception {
		try (AnnotationConfigApplicationContext context = context(Proxied.class, ProxyConfiguration.class)) {
			AtomicInteger advised = context.getBean(AtomicInteger.class);
			assertThat(deliver(context)).containsExactly("1", "2");
			assertThat(advised).hasValue(2);
		}
	}

	@Test
	void callsThroughAProxyMadeByHand() throws Exception {
		try (AnnotationConfigApplicationContext context = context(HandMadeProxyConfiguration.class)) {
			assertThat(deliver(context)).containsExactly("1", "2");
		}
	}

	@Test
	void doesNotMakeALazyBeanBeforeItsFirstChange() throws Exception {
		try (AnnotationConfigApplicationContext context = context(LazyHandler.class)) {
			assertThat(context.getBean(HandlerRegistry.class).handles("")).isTrue();
			assertThat(context.getBeanFactory().containsSingleton(name(context, LazyHandler.class))).isFalse();
			deliver(context);
			assertThat(context.getBeanFactory().containsSingleton(name(context, LazyHandler.class))).isTrue();
		}
	}

	@Test
	void makesAPrototypePerCall() throws Exception {
		Prototype.made.set(0);
		try (AnnotationConfigApplicationContext context = context(Prototype.class)) {
			assertThat(Prototype.made).hasValue(0);
			deliver(context);
			assertThat(Prototype.made).hasValue(2);
		}
	}

	@Test
	void takesSnapshotRowsWhereTheClassSaysSo() throws Exception {
		try (AnnotationConfigApplicationContext context = context(OnClass.class, Simple.class)) {
			CALLS.clear();
			HandlerSink sink = sink(context);
			this.source.commit(true, (transaction) -> List.of(new Change(PRODUCT, Operation.INSERT, null,
					TestChangeSource.row(PRODUCT, "once"), transaction, 0, 0)));
			sink.apply(this.source.open("test", TestChangeSource.at(0), sink::wants).poll(Duration.ZERO));
			assertThat(CALLS).containsExactly("once");
		}
	}

	static List<Object[]> bad() {
		return List.of(new Object[] { NoTable.class, "has @CanalTable without a table", "Write the table's full name" },
				new Object[] { NoDatabase.class, "'product' is not the full name of a table",
						"@CanalTable(\"shop.product\")" },
				new Object[] { Blank.class, "'' is not the full name of a table", "@CanalTable(\"shop.product\")" },
				new Object[] { Regex.class, "is not the full name of a table", "* stands for any run" },
				new Object[] { UnknownPlaceholder.class,
						"has a placeholder without a value in @CanalTable(\"${no.such}.product\")",
						"Set the property" },
				new Object[] { OnlyClass.class, "has @CanalTable, but none of its methods has", "on the methods" },
				new Object[] { OtherServer.class, "names the server 'other', which is not under canal.servers",
						"Configure it there" },
				new Object[] { BadRow.class, "takes rows as java.lang.String, which has no properties for columns",
						"Write Row, Map<String, Object>, a record" },
				new Object[] { WrongParameter.class, "which is not a row event", "Write one parameter" });
	}

	@ParameterizedTest
	@MethodSource("bad")
	void refusesToStartWith(Class<?> bean, String problem, String remedy) {
		assertThatExceptionOfType(HandlerSignatureException.class).isThrownBy(() -> context(bean).close())
			.withMessageContaining(bean.getSimpleName())
			.withMessageContaining(problem)
			.satisfies((ex) -> assertThat(ex.remedy()).contains(remedy));
	}

	@Test
	void refusesAnUnknownPlaceholderAlsoWhereSpringResolvesStrictly() {
		assertThatExceptionOfType(HandlerSignatureException.class)
			.isThrownBy(() -> context(UnknownPlaceholder.class, StrictConfiguration.class).close())
			.withMessageContaining("${no.such}.product");
	}

	@Test
	void refusesAMethodThatAProxyHides() {
		assertThatExceptionOfType(HandlerSignatureException.class)
			.isThrownBy(() -> context(HiddenByProxyConfiguration.class).close())
			.withMessageContaining("HiddenByProxy.hidden cannot be called through the bean's proxy");
	}

	private List<String> deliver(AnnotationConfigApplicationContext context) throws Exception {
		CALLS.clear();
		HandlerSink sink = sink(context);
		this.source.insert(PRODUCT, TestChangeSource.row(PRODUCT, "1"));
		this.source.insert(STOCK, TestChangeSource.row(STOCK, "2"));
		sink.apply(this.source.open("test", TestChangeSource.at(0), sink::wants).poll(Duration.ZERO));
		return CALLS;
	}

	private static HandlerSink sink(AnnotationConfigApplicationContext context) {
		return new HandlerSink("shop", context.getBean(HandlerRegistry.class), new MemoryCheckpointStore());
	}

	private static AnnotationConfigApplicationContext context(Class<?>... beans) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("test", Map.of("shop.db", "shop", "table.two", "stock")));
		context.register(RegistryConfiguration.class);
		if (beans.length > 0) {
			context.register(beans);
		}
		context.refresh();
		return context;
	}

	private static String name(AnnotationConfigApplicationContext context, Class<?> type) {
		return context.getBeanNamesForType(type)[0];
	}

	private static void call(@Nullable Object id) {
		CALLS.add(String.valueOf(id));
	}

	@Configuration(proxyBeanMethods = false)
	static class RegistryConfiguration {

		@Bean
		HandlerRegistry handlerRegistry(ConfigurableListableBeanFactory beanFactory) {
			return new HandlerRegistry(beanFactory, JsonMapper.builder().build(), new DefaultConversionService());
		}

	}

	static class Simple {

		@CanalTable({ "shop.product", "shop.stock" })
		void on(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

	}

	@CanalTable(value = { "shop.product", "shop.stock" }, snapshot = true)
	static class OnClass {

		@CanalTable
		void on(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

		@CanalTable("other.table")
		void other(RowEvent<Row> event) {
			throw new IllegalStateException();
		}

		void notAHandler(String text) {
		}

	}

	static class Inherited extends Simple {

		@Override
		void on(RowEvent<Row> event) {
			super.on(event);
		}

	}

	interface Contract {

		@CanalTable("shop.*")
		void on(RowEvent<Row> event);

	}

	static class InterfaceHandler implements Contract {

		@Override
		public void on(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

	}

	@CanalTable("shop.*")
	@Retention(RetentionPolicy.RUNTIME)
	@interface ShopTables {

	}

	static class MetaAnnotated {

		@ShopTables
		void on(RowEvent<?> event) {
			call(((Row) event.row()).get("id"));
		}

	}

	static class Placeholder {

		@CanalTable({ "${shop.db}.product", "${shop.db}.${table.two}" })
		void on(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

	}

	static class DefaultedPlaceholder {

		@CanalTable("${no.such:shop}.*")
		void on(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

	}

	static class Two {

		@CanalTable("shop.product")
		void product(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

		@CanalTable("shop.stock")
		void stock(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

	}

	@Configuration
	static class InConfiguration {

		@CanalTable("shop.*")
		private void on(RowEvent<Row> event) {
			call(event.row().get("id"));
		}

	}

	@Lazy
	@Component
	static class LazyHandler extends Simple {

	}

	@Scope("prototype")
	@Component
	static class Prototype extends Simple {

		static final AtomicInteger made = new AtomicInteger();

		Prototype() {
			made.incrementAndGet();
		}

	}

	@Scope(scopeName = "prototype", proxyMode = ScopedProxyMode.TARGET_CLASS)
	@Component
	static class Scoped extends Simple {

	}

	abstract static class GenericBase<T extends Record> {

		@CanalTable("shop.*")
		void on(RowEvent<T> event) {
			call(id(event.row()));
		}

		abstract String id(T row);

	}

	static class Generic extends GenericBase<WithId> {

		@Override
		String id(WithId row) {
			return row.id();
		}

	}

	record WithId(String id) {
	}

	@Retention(RetentionPolicy.RUNTIME)
	@interface Advised {

	}

	@Advised
	static class Proxied extends Simple {

	}

	@Configuration(proxyBeanMethods = false)
	static class ProxyConfiguration {

		@Bean
		AtomicInteger advised() {
			return new AtomicInteger();
		}

		@Bean
		static DefaultAdvisorAutoProxyCreator proxyCreator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

		@Bean
		static DefaultPointcutAdvisor advisor(AtomicInteger advised) {
			return new DefaultPointcutAdvisor(new AnnotationMatchingPointcut(Advised.class),
					(MethodBeforeAdvice) (method, arguments, target) -> advised.incrementAndGet());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandMadeProxyConfiguration {

		@Bean
		Contract handler() {
			return (Contract) new ProxyFactory(new InterfaceHandler()).getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HiddenByProxyConfiguration {

		@Bean
		Runnable handler() {
			return (Runnable) new ProxyFactory(new HiddenByProxy()).getProxy();
		}

	}

	static class HiddenByProxy implements Runnable {

		@Override
		public void run() {
		}

		@CanalTable("shop.product")
		public void hidden(RowEvent<Row> event) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StrictConfiguration {

		@Bean
		static PropertySourcesPlaceholderConfigurer placeholders() {
			return new PropertySourcesPlaceholderConfigurer();
		}

	}

	static class NoTable {

		@CanalTable
		void on(RowEvent<Row> event) {
		}

	}

	static class NoDatabase {

		@CanalTable("product")
		void on(RowEvent<Row> event) {
		}

	}

	static class Blank {

		@CanalTable("")
		void on(RowEvent<Row> event) {
		}

	}

	static class Regex {

		@CanalTable("shop\\..*")
		void on(RowEvent<Row> event) {
		}

	}

	static class UnknownPlaceholder {

		@CanalTable("${no.such}.product")
		void on(RowEvent<Row> event) {
		}

	}

	@CanalTable("shop.product")
	static class OnlyClass {

		void on(RowEvent<Row> event) {
		}

	}

	static class OtherServer {

		@CanalTable(value = "shop.product", server = "other")
		void on(RowEvent<Row> event) {
		}

	}

	static class BadRow {

		@CanalTable("shop.product")
		void on(RowEvent<String> event) {
		}

	}

	static class WrongParameter {

		@CanalTable("shop.product")
		void on(Row row) {
		}

	}

}
