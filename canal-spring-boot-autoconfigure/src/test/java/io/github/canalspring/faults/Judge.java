package io.github.canalspring.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.RedisServer;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares everything that there is in Redis, in Elasticsearch and in the handlers'
 * journal with what there should be. All values are compared as text.
 */
final class Judge {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

	private final DatabaseServer database;

	Judge(DatabaseServer database) {
		this.database = database;
	}

	/**
	 * What is missing, left over or different in Redis.
	 */
	List<String> redis(RedisServer server) {
		Map<String, Object> expected = new HashMap<>();
		for (Map<String, @Nullable String> row : rows("product")) {
			expected.put("product:" + row.get("id"), row);
			expected.put("product:sku:" + row.get("sku"), Objects.requireNonNull(row.get("id")));
			if (row.get("category_id") != null) {
				expected.put("shelf:" + row.get("category_id") + ":" + row.get("id"), withoutNulls(row));
			}
		}
		rows("category").forEach((row) -> expected.put("category:" + row.get("id"), row));
		return compare("Redis", expected, keys(server));
	}

	/**
	 * What is missing, left over or different in Elasticsearch.
	 */
	List<String> elasticsearch(ElasticsearchServer server) {
		Map<String, Object> expected = new HashMap<>();
		for (Map<String, @Nullable String> row : rows("product")) {
			row.remove("cost_price");
			expected.put(Objects.requireNonNull(row.get("id")), row);
		}
		rows("category").forEach((row) -> expected.put("c" + row.get("id"), row));
		return compare("Elasticsearch", expected, documents(server));
	}

	/**
	 * Which committed changes the handlers did not get, or not in order, and what else
	 * they got.
	 */
	List<String> handlers(Journal journal, List<Workload> workloads) {
		List<String> differences = new ArrayList<>();
		Map<String, String> ids = new LinkedHashMap<>();
		Map<String, String> lines = new HashMap<>();
		for (Journal.Entry entry : journal.read()) {
			String id = ids.putIfAbsent(entry.line(), entry.eventId());
			String line = lines.putIfAbsent(entry.eventId(), entry.line());
			if ((id != null && !id.equals(entry.eventId())) || (line != null && !line.equals(entry.line()))) {
				differences.add("Handlers: " + entry + ", but before it was " + id + ", " + line);
			}
		}
		Set<String> known = new HashSet<>();
		for (Workload workload : workloads) {
			known.addAll(workload.committed());
			for (String table : List.of("product ", "category ")) {
				List<String> expected = workload.committed().stream().filter((line) -> line.startsWith(table)).toList();
				Set<String> members = Set.copyOf(expected);
				order(expected, ids.keySet().stream().filter(members::contains).toList(), differences);
			}
		}
		ids.keySet()
			.stream()
			.filter((line) -> !known.contains(line))
			.forEach((line) -> differences.add("Handlers: " + line + " was never committed"));
		return differences;
	}

	private static void order(List<String> expected, List<String> actual, List<String> differences) {
		Set<String> there = Set.copyOf(actual);
		expected.stream()
			.filter((line) -> !there.contains(line))
			.forEach((line) -> differences.add("Handlers: " + line + " is missing"));
		if (there.size() == expected.size() && !actual.equals(expected)) {
			int index = 0;
			while (actual.get(index).equals(expected.get(index))) {
				index++;
			}
			differences.add("Handlers: " + actual.get(index) + " instead of " + expected.get(index));
		}
	}

	private static List<String> compare(String where, Map<String, Object> expected, Map<String, Object> actual) {
		List<String> differences = new ArrayList<>();
		expected.forEach((key, value) -> {
			if (!value.equals(actual.get(key))) {
				differences.add(where + ": " + key + " is " + actual.get(key) + " instead of " + value);
			}
		});
		actual.keySet()
			.stream()
			.filter((key) -> !expected.containsKey(key))
			.forEach((key) -> differences.add(where + ": " + key + " is left over"));
		return differences;
	}

	private static Map<String, String> withoutNulls(Map<String, @Nullable String> row) {
		return row.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() != null)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private List<Map<String, @Nullable String>> rows(String table) {
		try (Connection connection = Workload.connect(this.database);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT * FROM shop." + table)) {
			List<Map<String, @Nullable String>> rows = new ArrayList<>();
			while (result.next()) {
				Map<String, @Nullable String> row = new TreeMap<>();
				for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
					row.put(result.getMetaData().getColumnName(column), result.getString(column));
				}
				rows.add(row);
			}
			return rows;
		}
		catch (SQLException ex) {
			throw new IllegalStateException("MySQL cannot be asked", ex);
		}
	}

	private static Map<String, Object> keys(RedisServer server) {
		try (RedisClient client = client(server);
				StatefulRedisConnection<String, String> connection = client.connect()) {
			RedisCommands<String, String> commands = connection.sync();
			Map<String, Object> found = new HashMap<>();
			List<String> strings = new ArrayList<>();
			for (String key : commands.keys("*")) {
				if (key.startsWith("shelf:") || key.startsWith("category:")) {
					found.put(key, commands.hgetall(key));
				}
				else if (!key.startsWith("canal:")) {
					strings.add(key);
				}
			}
			if (!strings.isEmpty()) {
				for (KeyValue<String, String> string : commands.mget(strings.toArray(String[]::new))) {
					String value = string.getValueOrElse("");
					found.put(string.getKey(), value.startsWith("{") ? fields(JSON.readTree(value)) : value);
				}
			}
			return found;
		}
	}

	private static Map<String, Object> documents(ElasticsearchServer server) {
		request(server, "POST", "/product,category/_refresh?ignore_unavailable=true");
		JsonNode answer = request(server, "GET", "/product,category/_search?size=10000&ignore_unavailable=true");
		Map<String, Object> found = new HashMap<>();
		for (JsonNode hit : answer.path("hits").path("hits")) {
			found.put(hit.path("_id").asString(), fields(hit.path("_source")));
		}
		return found;
	}

	/** Leave nothing to judge. */
	void wipe(RedisServer redis, ElasticsearchServer elasticsearch) {
		try (RedisClient client = client(redis);
				StatefulRedisConnection<String, String> connection = client.connect()) {
			connection.sync().flushall();
		}
		request(elasticsearch, "DELETE", "/product,category,canal-checkpoint");
	}

	private static RedisClient client(RedisServer server) {
		return RedisClient.create(RedisURI.builder()
			.withHost(server.host())
			.withPort(server.port())
			.withTimeout(Duration.ofSeconds(2))
			.build());
	}

	private static JsonNode request(ElasticsearchServer server, String method, String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.timeout(Duration.ofSeconds(10))
			.build();
		try {
			HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new IllegalStateException("Elasticsearch answers " + response.body());
			}
			return JSON.readTree(response.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException("Elasticsearch cannot be asked", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static Map<String, @Nullable String> fields(JsonNode document) {
		Map<String, @Nullable String> fields = new TreeMap<>();
		document.properties()
			.forEach((field) -> fields.put(field.getKey(), field.getValue().isNull() ? null : text(field.getValue())));
		return fields;
	}

	private static String text(JsonNode value) {
		return value.isNumber() ? value.decimalValue().toPlainString() : value.asString();
	}

	/**
	 * Wait until there are no differences.
	 * @param limit how long at most
	 * @param differences finds them; one that cannot be found counts as one
	 * @param context what to say beside them
	 */
	static void awaitNone(Duration limit, Supplier<List<String>> differences, Supplier<String> context) {
		AtomicReference<List<String>> last = new AtomicReference<>(List.of());
		try {
			Awaitility.await()
				.atMost(limit)
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(50))
				.until(() -> last.updateAndGet((before) -> look(differences)).isEmpty());
		}
		catch (ConditionTimeoutException ex) {
			List<String> found = last.get();
			throw new AssertionError(
					found.size() + " differences after " + limit + ":\n"
							+ String.join("\n", found.subList(0, Math.min(12, found.size()))) + "\n" + context.get(),
					ex);
		}
	}

	private static List<String> look(Supplier<List<String>> differences) {
		try {
			return differences.get();
		}
		catch (RuntimeException ex) {
			return List.of(ex.toString());
		}
	}

}
