package io.github.canalspring.source.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Documents are whole, even if the server logs only what was changed of them.
 */
abstract class PartialJsonContract extends ValuesContract {

	private static final String DOCUMENT = "'{\"a\": 1, \"list\": [1, [2, 3], {\"x\": null}], \"nested\": {\"b\": true}, "
			+ "\"a.b [0] \\\\\"q\\\\\"\": \"v\", \"\u4e2d\": {}}'";

	private static final List<String> PATHS = List.of("$.a", "$.list", "$.list[0]", "$.list[1]", "$.list[1][0]",
			"$.list[last]", "$.list[last-1]", "$.list[last - 9]", "$.list[last].x", "$.list[9]", "$.list[2].x",
			"$.nested", "$.nested.b", "$.nested.long_key_that_is_new", "$.zz", "$.aa", "$.nested.\"\u00e9\"",
			"$.\"a.b [0] \\\\\"q\\\\\"\"", "$.\"\u4e2d\".k", "$.a[0]", "$.a[1]");

	private static final List<String> VALUES = List.of("1", "-70000", "NULL", "'text'", "1.50", "TRUE",
			"CAST('{\"k\": [1, 2]}' AS JSON)", "JSON_ARRAY()", "REPEAT('x', 300)", "CAST('2024-02-29' AS DATE)");

	@Test
	void partialUpdatesGiveTheWholeDocument() throws Exception {
		fixture().database("partial");
		fixture().sql(
				"CREATE TABLE partial.t (id INT PRIMARY KEY, a JSON, n INT, b JSON NOT NULL, c JSON, d VARCHAR(10))",
				"INSERT INTO partial.t VALUES (1, " + DOCUMENT + ", 1, " + DOCUMENT + ", NULL, 'x'), (2, " + DOCUMENT
						+ ", 1, " + DOCUMENT + ", '[]', 'x')");
		MysqlChangeSource source = fixture().source();
		BinlogPosition start = (BinlogPosition) source.latest();
		Random random = new Random(7);
		List<List<@Nullable String>> expected = new ArrayList<>();
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			statement.execute("SET SESSION binlog_row_value_options=PARTIAL_JSON");
			for (int round = 0; round < 300; round++) {
				if (statement.executeUpdate(update(random)) > 0) {
					expected.addAll(selected(statement));
				}
			}
		}
		assertThat(partialEvents(start)).isGreaterThan(100);
		TableId table = new TableId("partial", "t");
		List<Change> changes = changes(fixture().readAll(source, start, table::equals));
		assertThat(changes).hasSameSizeAs(expected).allMatch((change) -> change.operation() == Operation.UPDATE);
		for (int index = 0; index < expected.size(); index++) {
			Row row = changes.get(index).row();
			List<@Nullable String> values = expected.get(index);
			assertThat(String.valueOf(row.get("id"))).isEqualTo(values.get(0));
			for (String name : List.of("a", "b", "c")) {
				assertSameText(row.getJson(name), values.get(row.columns().indexOf(name)));
			}
			assertThat(String.valueOf(row.get("n"))).isEqualTo(values.get(2));
			assertThat(row.get("d")).isEqualTo("x");
			if (index > 1) {
				assertThat(changes.get(index).before()).isEqualTo(changes.get(index - 2).after());
			}
		}
		assertSame(changes.get(0).schema(), source.tableReader().read(table, List.of(), 10).rows(),
				changes.subList(changes.size() - 2, changes.size()).stream().map(Change::row).toList());
	}

	/** In both rows, so that each statement logs both. */
	private static String update(Random random) {
		List<String> set = new ArrayList<>(List.of("n = n + 1"));
		for (String column : List.of("a", "b", "c")) {
			String change = switch (random.nextInt(12)) {
				case 0, 1, 2, 3 -> "JSON_SET(" + column + pairs(random) + ")";
				case 4, 5 -> "JSON_REPLACE(" + column + pairs(random) + ")";
				case 6, 7 -> "JSON_REMOVE(" + column + ", '" + one(PATHS, random) + "')";
				case 8 -> "JSON_SET(JSON_REMOVE(" + column + ", '$.list[0]')" + pairs(random) + ")";
				case 9 -> DOCUMENT;
				default -> column;
			};
			set.add(column + " = " + change);
		}
		return "UPDATE partial.t SET " + String.join(", ", set);
	}

	private static String pairs(Random random) {
		StringBuilder pairs = new StringBuilder();
		for (int pair = random.nextInt(3); pair >= 0; pair--) {
			pairs.append(", '").append(one(PATHS, random)).append("', ").append(one(VALUES, random));
		}
		return pairs.toString();
	}

	private static String one(List<String> all, Random random) {
		return all.get(random.nextInt(all.size()));
	}

	private static List<List<@Nullable String>> selected(Statement statement) throws SQLException {
		List<List<@Nullable String>> rows = new ArrayList<>();
		ResultSet selected = statement.executeQuery("SELECT id, a, n, b, c FROM partial.t ORDER BY id");
		while (selected.next()) {
			List<@Nullable String> row = new ArrayList<>();
			for (int column = 1; column <= 5; column++) {
				row.add(selected.getString(column));
			}
			rows.add(row);
		}
		return rows;
	}

	private static void assertSameText(@Nullable JsonNode document, @Nullable String selected) {
		if (selected == null) {
			assertThat(document).isNull();
			return;
		}
		assertThat(TypeCorpus.isSame(Objects.requireNonNull(document), TypeCorpus.json(selected)))
			.as(document + " " + selected)
			.isTrue();
		// The same order of keys too.
		assertThat(document.toString()).isEqualTo(TypeCorpus.json(selected).toString());
	}

	private long partialEvents(BinlogPosition from) throws SQLException {
		long count = 0;
		try (Connection connection = fixture().connect(); Statement statement = connection.createStatement()) {
			ResultSet events = statement
				.executeQuery("SHOW BINLOG EVENTS IN '" + from.file() + "' FROM " + from.offset());
			while (events.next()) {
				count += events.getString("Event_type").equals("Update_rows_partial") ? 1 : 0;
			}
		}
		return count;
	}

	@Test
	void aPartialUpdateWithoutTheDocumentBeforeIsRefused() {
		fixture().database("lacking");
		fixture().sql("CREATE TABLE lacking.t (id INT PRIMARY KEY, a JSON)",
				"INSERT INTO lacking.t VALUES (1, '{\"a\": 1}')");
		MysqlChangeSource source = fixture().source();
		BinlogPosition start = (BinlogPosition) source.latest();
		fixture().sql("SET SESSION binlog_row_value_options=PARTIAL_JSON", "SET SESSION binlog_row_image=MINIMAL",
				"UPDATE lacking.t SET a = JSON_SET(a, '$.a', 2)");
		fixture().sql("SET SESSION binlog_row_value_options=PARTIAL_JSON, binlog_row_image=MINIMAL",
				"UPDATE lacking.t SET a = JSON_SET(a, '$.a', 3)");
		assertThatExceptionOfType(SourceException.class)
			.isThrownBy(() -> SourceFixture.readUntilFailure(source, start, in("lacking")))
			.satisfies((failure) -> assertThat(failure.getMessage() + failure.remedy()).contains("lacking.t",
					"binlog_row_image=FULL"));
	}

	@Test
	void aServerThatLogsPartialUpdatesIsAccepted() {
		fixture().sql("SET GLOBAL binlog_row_value_options=PARTIAL_JSON");
		try {
			fixture().source().check(List.of());
		}
		finally {
			fixture().sql("SET GLOBAL binlog_row_value_options=''");
		}
	}

}
