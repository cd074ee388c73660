package io.github.canalspring.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop's API, from MySQL to the copies.
 */
@ShopTest
class ShopIntegrationTests {

	private static final List<String> PLACES = List.of("mysql", "redis", "elasticsearch");

	private RestTestClient client;

	@Autowired
	private JdbcClient jdbc;

	@LocalServerPort
	private int port;

	@BeforeEach
	void setUp() {
		this.client = RestTestClient.bindToServer().baseUrl(url("/api")).build();
	}

	@Test
	void whatIsThereAtTheStartIsCopied() {
		long last = get("/products?size=1").get("items").get(0).get("id").asLong();
		await().untilAsserted(() -> {
			assertThat(same(1)).isTrue();
			assertThat(same(last)).isTrue();
		});
		await().untilAsserted(() -> assertThat(get("/products/1/copies").get("lagMillis").asLong()).isLessThan(10_000));
	}

	@Test
	void everyWriteIsCopied() {
		JsonNode created = post(product("COPY-1", "Copper Kettle", "12.5", 3));
		long id = created.get("id").asLong();
		assertThat(created.get("price").asString()).isEqualTo("12.5");
		assertThat(get("/products/" + id)).isEqualTo(created);
		await().untilAsserted(() -> {
			JsonNode copies = get("/products/" + id + "/copies");
			PLACES.forEach((place) -> assertThat(copies.get(place)).isEqualTo(created));
		});

		JsonNode changed = put(id, product("COPY-1", "Copper Kettle, large", "19.90", 0));
		assertThat(changed.get("name").asString()).isEqualTo("Copper Kettle, large");
		await().untilAsserted(() -> {
			JsonNode copies = get("/products/" + id + "/copies");
			PLACES.forEach((place) -> assertThat(copies.get(place)).isEqualTo(changed));
			assertThat(copies.get("lagMillis").asLong()).isBetween(0L, 10_000L);
		});

		delete(id);
		await().untilAsserted(() -> {
			JsonNode copies = get("/products/" + id + "/copies");
			PLACES.forEach((place) -> assertThat(copies.get(place).isNull()).as(place).isTrue());
		});
	}

	@Test
	void aWriteThatDoesNotComeFromTheShopIsCopiedToo() {
		this.jdbc.sql("update product set name = 'Renamed in SQL', cost_price = 1 where id = 7").update();
		await().untilAsserted(() -> {
			JsonNode copies = get("/products/7/copies");
			assertThat(copies.get("elasticsearch").get("name").asString()).isEqualTo("Renamed in SQL");
			assertThat(same(7)).isTrue();
			assertThat(copies.get("redis").propertyNames()).doesNotContain("costPrice", "cost_price");
		});
	}

	@Test
	void aPausedCopyStaysBehindAndCatchesUp() {
		long id = post(product("PAUSE-1", "Patient Pot", "5.00", 1)).get("id").asLong();
		await().until(() -> same(id));
		pipeline("redis", "pause");
		try {
			put(id, product("PAUSE-1", "Patient Pot", "6.00", 1));
			await().untilAsserted(() -> {
				JsonNode copies = get("/products/" + id + "/copies");
				assertThat(copies.get("elasticsearch")).isEqualTo(copies.get("mysql"));
				assertThat(copies.get("redis").get("price").asDouble()).isEqualTo(5);
				assertThat(copies.get("lagMillis").asLong()).isPositive();
			});
		}
		finally {
			pipeline("redis", "resume");
		}
		await().until(() -> same(id));
		delete(id);
	}

	@Test
	void finds() {
		long id = post(product("FIND-77", "Zanzibar Clove Grinder", "33.00", 4)).get("id").asLong();
		for (String text : List.of("zanzibar", "clove gri", "FIND-77", "find")) {
			await().untilAsserted(() -> assertThat(found(text)).as(text).contains(id));
		}
		assertThat(found("zanzibar kettle")).isEmpty();
		delete(id);
		await().untilAsserted(() -> assertThat(found("zanzibar")).isEmpty());
	}

	@Test
	void tellsEverybodyWhatHappens() {
		try (EventReader one = new EventReader(url("/api/events"));
				EventReader other = new EventReader(url("/api/events"))) {
			await().until(() -> one.hasHeardAnything() && other.hasHeardAnything());
			long id = post(product("EVENT-1", "Loud Bell", "8.00", 2)).get("id").asLong();
			put(id, product("EVENT-1", "Loud Bell", "9.00", 2));
			delete(id);
			for (EventReader reader : List.of(one, other)) {
				await().untilAsserted(() -> assertThat(changes(reader, id)).hasSize(3));
				assertEvents(changes(reader, id));
				await().untilAsserted(() -> assertThat(reader.events("copied"))
					.anySatisfy((delay) -> assertThat(delay.get("id").asLong()).isEqualTo(id)));
			}
		}
	}

	private void assertEvents(List<JsonNode> changes) {
		assertThat(changes).extracting((change) -> change.get("operation").asString())
			.containsExactly("insert", "update", "delete");
		assertThat(changes).allSatisfy((change) -> {
			assertThat(change.get("table").asString()).isEqualTo("product");
			assertThat(change.get("committedAt").asString()).endsWith("Z");
			assertThat(change.get("handledAt").asString()).endsWith("Z");
		});
		assertThat(changes.get(0).get("before").isNull()).isTrue();
		assertThat(changes.get(0).get("after").get("price").asDouble()).isEqualTo(8);
		assertThat(changes.get(1).get("before").get("price").asDouble()).isEqualTo(8);
		assertThat(changes.get(1).get("after").get("price").asDouble()).isEqualTo(9);
		assertThat(changes.get(1).get("changed")).extracting(JsonNode::asString)
			.containsExactlyInAnyOrder("price", "updated_at");
		assertThat(changes.get(2).get("before").get("price").asDouble()).isEqualTo(9);
		assertThat(changes.get(2).get("after").isNull()).isTrue();
	}

	@Test
	void lists() {
		JsonNode page = get("/products?page=1&size=5");
		assertThat(page.get("items")).hasSize(5);
		assertThat(page.get("total").asLong()).isGreaterThanOrEqualTo(293);
		assertThat(get("/products?page=0&size=5").get("items").get(4).get("id").asLong())
			.isGreaterThan(page.get("items").get(0).get("id").asLong());
		assertThat(get("/categories")).hasSize(12);
	}

	@Test
	void saysWhatIsWrong() {
		long id = post(product("WRONG-1", "Plain Plate", "1.00", 1)).get("id").asLong();
		assertThat(refused(product("WRONG-1", "Other Plate", "1.00", 1), HttpStatus.CONFLICT).get("detail").asString())
			.isEqualTo("Another product has this sku");
		Map<String, Object> unknownCategory = Map.of("sku", "WRONG-2", "name", "Plate", "price", 1, "stock", 1,
				"categoryId", 4711);
		assertThat(refused(unknownCategory, HttpStatus.CONFLICT).get("detail").asString())
			.isEqualTo("There is no such category");
		JsonNode errors = refused(Map.of("sku", " ", "price", -1, "stock", 1), HttpStatus.BAD_REQUEST).get("errors");
		assertThat(errors.propertyNames()).containsExactlyInAnyOrder("sku", "name", "price", "categoryId");
		this.client.get().uri("/products/4711").exchange().expectStatus().isNotFound();
		this.client.put()
			.uri("/products/4711")
			.body(product("WRONG-3", "Plate", "1.00", 1))
			.exchange()
			.expectStatus()
			.isNotFound();
		this.client.delete().uri("/products/4711").exchange().expectStatus().isNotFound();
		this.client.get().uri("/products/none").exchange().expectStatus().isBadRequest();
		delete(id);
	}

	@Test
	void showsThePipelines() {
		await().untilAsserted(() -> assertThat(get("/status")).allSatisfy((pipeline) -> {
			assertThat(pipeline.get("state").asString()).isEqualTo("RUNNING");
			assertThat(pipeline.get("error").isNull()).isTrue();
		}).extracting((pipeline) -> pipeline.get("name").asString()).contains("redis", "elasticsearch", "handlers"));
		this.client.post().uri("/status/nothing/pause").exchange().expectStatus().isNotFound();
	}

	/** Patient, for machines that have other things to do. */
	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60));
	}

	private boolean same(long id) {
		JsonNode copies = get("/products/" + id + "/copies");
		return PLACES.stream().allMatch((place) -> copies.get(place).equals(copies.get("mysql")));
	}

	private List<Long> found(String text) {
		return this.client.get()
			.uri("/products/search?q={text}", text)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(JsonNode.class)
			.returnResult()
			.getResponseBody()
			.valueStream()
			.map((product) -> product.get("id").asLong())
			.toList();
	}

	private static List<JsonNode> changes(EventReader reader, long id) {
		return reader.events("change").stream().filter((change) -> change.get("id").asLong() == id).toList();
	}

	private static Map<String, Object> product(String sku, String name, String price, int stock) {
		return Map.of("sku", sku, "name", name, "price", new BigDecimal(price), "stock", stock, "categoryId", 4);
	}

	private JsonNode get(String uri) {
		return body(this.client.get().uri(uri).exchange().expectStatus().isOk());
	}

	private JsonNode post(Map<String, Object> product) {
		return body(this.client.post().uri("/products").body(product).exchange().expectStatus().isCreated());
	}

	private JsonNode put(long id, Map<String, Object> product) {
		return body(this.client.put().uri("/products/{id}", id).body(product).exchange().expectStatus().isOk());
	}

	private void delete(long id) {
		this.client.delete().uri("/products/{id}", id).exchange().expectStatus().isNoContent();
	}

	private JsonNode refused(Map<String, Object> product, HttpStatus status) {
		return body(this.client.post().uri("/products").body(product).exchange().expectStatus().isEqualTo(status));
	}

	private void pipeline(String name, String action) {
		this.client.post().uri("/status/{name}/{action}", name, action).exchange().expectStatus().isNoContent();
	}

	private static JsonNode body(RestTestClient.ResponseSpec response) {
		return response.expectBody(JsonNode.class).returnResult().getResponseBody();
	}

	private String url(String path) {
		return "http://localhost:" + this.port + path;
	}

}
