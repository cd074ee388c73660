package io.github.canalspring.faults;

import java.math.BigDecimal;
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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.servers.ElasticsearchServer;
import io.github.canalspring.servers.RedisServer;
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

	static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private final DatabaseServer database;

	private long compared;

	Judge(DatabaseServer database) {
		this.database = database;
	}

	/** How many copies and calls were found to be what they should be. */
	long compared() {
		return this.compared;
	}

	/**
	 * What is missing, left over or different in Redis.
	 */
	List<String> redis(List<RedisServer> servers) {
		return redis(servers, (key) -> true);
	}

	/**
	 * The same for some of the keys.
	 */
	List<String> redis(List<RedisServer> servers, Predicate<String> keys) {
		Map<String, Object> expected = new HashMap<>();
		for (Map<String, @Nullable String> row : rows("product")) {
			expected.put("product:" + row.get("id"), row);
			expected.put("product:sku:" + row.get("sku"), Objects.requireNonNull(row.get("id")));
			if (row.get("category_id") != null) {
				expected.put("shelf:" + row.get("category_id") + ":" + row.get("id"), withoutNulls(row));
				members(expected, "stock:" + row.get("category_id")).put(Objects.requireNonNull(row.get("id")),
						Objects.requireNonNull(row.get("stock")));
			}
			members(expected, "priced:" + row.get("price")).put(row.get("sku") + ":" + row.get("id"), "");
			String name = row.get("name");
			if (name != null && new BigDecimal(row.get("price")).intValue() < 50) {
				expected.put("cheap:" + row.get("id"), name);
			}
		}
		rows("category").forEach((row) -> expected.put("category:" + row.get("id"), row));
		Map<String, Object> actual = new HashMap<>();
		for (RedisServer server : servers) {
			try (RedisCopies copies = new RedisCopies(server)) {
				actual.putAll(copies.all());
			}
		}
		expected.keySet().removeIf(keys.negate());
		actual.keySet().removeIf(keys.negate());
		return compare("Redis", expected, actual);
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> members(Map<String, Object> expected, String key) {
		return (Map<String, String>) expected.computeIfAbsent(key, (missing) -> new HashMap<>());
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
		return compare("Elasticsearch", expected, new ElasticsearchCopies(server).all());
	}

	/**
	 * Which committed changes the handlers did not get, or not in order, and what else
	 * they got.
	 * @param inOrder whether all changes of a table are to be in order, or only those of
	 * each row
	 */
	List<String> handlers(Journal journal, List<Workload> workloads, boolean inOrder) {
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
				List<String> actual = ids.keySet().stream().filter(members::contains).toList();
				if (inOrder) {
					order(expected, actual, differences);
				}
				else {
					Map<String, List<String>> wanted = byRow(expected);
					Map<String, List<String>> found = byRow(actual);
					wanted.forEach((row, changes) -> order(changes, found.getOrDefault(row, List.of()), differences));
				}
			}
		}
		ids.keySet()
			.stream()
			.filter((line) -> !known.contains(line))
			.forEach((line) -> differences.add("Handlers: " + line + " was never committed"));
		return differences;
	}

	/** A change that gives a row another id is one of both. */
	private static Map<String, List<String>> byRow(List<String> lines) {
		Map<String, List<String>> rows = new LinkedHashMap<>();
		for (String line : lines) {
			Journal.rows(line).forEach((row) -> rows.computeIfAbsent(row, (first) -> new ArrayList<>()).add(line));
		}
		return rows;
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

	private List<String> compare(String where, Map<String, Object> expected, Map<String, Object> actual) {
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
		if (differences.isEmpty()) {
			this.compared += expected.size();
		}
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

	/** Leave nothing to judge. */
	void wipe(RedisServer redis, ElasticsearchServer elasticsearch) {
		try (RedisCopies copies = new RedisCopies(redis)) {
			copies.commands().flushall();
		}
		new ElasticsearchCopies(elasticsearch).wipe();
	}

	static Map<String, @Nullable String> fields(String document) {
		return fields(JSON.readTree(document));
	}

	static Map<String, @Nullable String> fields(JsonNode document) {
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
				// Another thread would be interrupted, and what it found be lost.
				.pollInSameThread()
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
