package io.github.canalspring.sink.handler;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import io.github.canalspring.source.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandlerSignature}.
 */
class HandlerSignatureTests {

	@ParameterizedTest
	@CsvSource({ "insert, INSERT, false, Product, 0, -1", "update, UPDATE, false, Product, 0, 1",
			"delete, DELETE, false, Product, 1, 0", "any, , false, Row, 0, -1", "wildcard, , false, Row, 0, -1",
			"raw, , false, Row, 0, -1", "bounded, , false, Product, 0, -1", "list, , true, Product, 0, -1",
			"insertList, INSERT, true, Row, 0, -1", "map, , false, Map, 0, -1", "inherited, , false, Product, 0, -1" })
	void readsEveryShape(String method, Operation operation, boolean list, String row, int event, int metadata) {
		HandlerSignature signature = of(method);
		assertThat(signature.operation()).isEqualTo(operation);
		assertThat(signature.list()).isEqualTo(list);
		assertThat(signature.row().toClass().getSimpleName()).isEqualTo(row);
		assertThat(signature.event()).isEqualTo(event);
		assertThat(signature.metadata()).isEqualTo(metadata);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "none|takes no event", "onlyMetadata|takes no event", "isStatic|is static",
			"product|takes io.github.canalspring.sink.handler.HandlerSignatureTests$Product, which is not a row event",
			"products|which is not a row event list", "rawList|which is not a row event list",
			"collection|which is not a row event", "twoEvents|has too many parameters",
			"twoMetadata|which is not a row event", "three|has too many parameters",
			"listWithMetadata|takes EventMetadata beside a list of events",
			"mapOfStrings|but their columns differ in type" })
	void refusesWhatCannotBeCalled(String method, String problem) {
		assertThatExceptionOfType(HandlerSignatureException.class).isThrownBy(() -> of(method))
			.withMessageStartingWith("Handler method HandlerSignatureTests.Methods." + method + " ")
			.withMessageContaining(problem)
			.satisfies((ex) -> assertThat(ex.remedy()).matches("(Write|Remove) .*"));
	}

	@Test
	void saysWhichShapesThereAre() {
		assertThatExceptionOfType(HandlerSignatureException.class).isThrownBy(() -> of("product"))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("InsertEvent<T>", "UpdateEvent<T>", "DeleteEvent<T>",
					"RowEvent<T>", "List", "EventMetadata"));
	}

	private static HandlerSignature of(String name) {
		Method method = Arrays.stream(Methods.class.getMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return HandlerSignature.of(method, Methods.class);
	}

	record Product(int id) {
	}

	public abstract static class Base<T> {

		public void inherited(RowEvent<T> event) {
		}

	}

	@SuppressWarnings("rawtypes")
	public static class Methods extends Base<Product> {

		public void insert(InsertEvent<Product> event) {
		}

		public void update(UpdateEvent<Product> event, EventMetadata metadata) {
		}

		public void delete(EventMetadata metadata, DeleteEvent<Product> event) {
		}

		public void any(RowEvent<Row> event) {
		}

		public void wildcard(RowEvent<?> event) {
		}

		public void raw(RowEvent event) {
		}

		public void bounded(RowEvent<? extends Product> event) {
		}

		public void list(List<RowEvent<Product>> events) {
		}

		public void insertList(List<InsertEvent<Row>> events) {
		}

		public void map(RowEvent<Map<String, Object>> event) {
		}

		public void none() {
		}

		public void onlyMetadata(EventMetadata metadata) {
		}

		public static void isStatic(RowEvent<Row> event) {
		}

		public void product(Product product) {
		}

		public void products(List<Product> products) {
		}

		public void rawList(List events) {
		}

		public void collection(Collection<RowEvent<Row>> events) {
		}

		public void twoEvents(InsertEvent<Row> insert, DeleteEvent<Row> delete) {
		}

		public void twoMetadata(EventMetadata first, EventMetadata second) {
		}

		public void three(RowEvent<Row> event, EventMetadata metadata, String more) {
		}

		public void listWithMetadata(List<RowEvent<Row>> events, EventMetadata metadata) {
		}

		public void mapOfStrings(RowEvent<Map<String, String>> event) {
		}

	}

}
