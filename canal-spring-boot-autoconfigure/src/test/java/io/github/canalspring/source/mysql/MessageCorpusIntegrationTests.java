package io.github.canalspring.source.mysql;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.github.canalspring.event.Row;
import io.github.canalspring.message.Decimals;
import io.github.canalspring.message.Message;
import io.github.canalspring.message.MessageFormat;
import io.github.canalspring.message.MessageReader;
import io.github.canalspring.message.MessageSettings;
import io.github.canalspring.message.MessageWriter;
import io.github.canalspring.message.RowChange;
import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.Naming;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.Operation;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values of every type pass through every message format as a server showed them, but for
 * what the documentation says that a format loses.
 */
@Timeout(120)
class MessageCorpusIntegrationTests {

	private static @Nullable DatabaseServer server;

	private static List<Change> changes = List.of();

	@BeforeAll
	static void read() {
		server = DatabaseServer.mariadb().option("--max-allowed-packet=64M").start();
		SourceFixture fixture = new SourceFixture(server);
		TypeCorpus corpus = new TypeCorpus(ServerVersion.parse(server.version() + "-MariaDB"));
		fixture.database("corpus");
		MysqlChangeSource source = fixture.source();
		Position start = source.latest();
		List<String> sql = new ArrayList<>(List.of("SET NAMES utf8mb4", "SET time_zone='+00:00'",
				"SET sql_mode='ALLOW_INVALID_DATES'", corpus.create("corpus.every")));
		for (int row = 0; row < corpus.rows(); row++) {
			sql.add(corpus.insert("corpus.every", row));
		}
		sql.add("UPDATE corpus.every SET c1 = 1 WHERE id = 0");
		sql.add("DELETE FROM corpus.every WHERE id = 1");
		fixture.sql(sql.toArray(String[]::new));
		changes = SourceFixture.changes(fixture.readAll(source, start, new TableId("corpus", "every")::equals));
	}

	@AfterAll
	static void stop() {
		Objects.requireNonNull(server).close();
	}

	static Stream<MessageSettings> valuesPass() {
		return Stream.of(settings(MessageFormat.CANAL_FLAT, false, Decimals.PRECISE),
				settings(MessageFormat.DEBEZIUM, true, Decimals.PRECISE),
				settings(MessageFormat.DEBEZIUM, true, Decimals.STRING),
				settings(MessageFormat.DEBEZIUM, false, Decimals.PRECISE),
				settings(MessageFormat.DEBEZIUM, false, Decimals.STRING),
				settings(MessageFormat.MAXWELL, false, Decimals.PRECISE));
	}

	private static MessageSettings settings(MessageFormat format, boolean schemas, Decimals decimals) {
		return new MessageSettings(format, schemas, decimals, ZoneOffset.UTC, "shop");
	}

	@ParameterizedTest
	@MethodSource
	void valuesPass(MessageSettings settings) {
		assertThat(changes).hasSizeGreaterThan(5);
		MessageWriter writer = MessageWriter.of(settings, new FieldSelection(List.of(), List.of(), Naming.COLUMN), null,
				RowCondition.ALWAYS);
		MessageReader reader = MessageReader.of(settings, (table) -> true);
		TableSchema first = null;
		for (Change change : changes) {
			List<Message> messages = writer.write(change);
			RowChange read = reader.read(messages.get(0).key(), messages.get(0).value()).changes().get(0);
			first = (first != null) ? first : read.table();
			assertThat(read.table()).isSameAs(first);
			assertThat(read.table().id()).isEqualTo(change.schema().id());
			assertThat(read.table().primaryKey()).containsExactly("id");
			assertThat(read.operation()).isEqualTo(change.operation());
			assertThat(read.committedAt().getEpochSecond()).isEqualTo(change.committedAt().getEpochSecond());
			assertSame(settings, change.schema(), change.before(), read.before());
			assertSame(settings, change.schema(), change.after(), read.after());
			assertThat(messages).hasSize(
					(settings.format() == MessageFormat.DEBEZIUM && change.operation() == Operation.DELETE) ? 2 : 1);
		}
	}

	private static void assertSame(MessageSettings settings, TableSchema schema, @Nullable Row written,
			@Nullable Row read) {
		if (written == null || read == null) {
			assertThat(read).isSameAs(written);
			return;
		}
		for (int index = 0; index < schema.columns().size(); index++) {
			Column column = schema.columns().get(index);
			Object value = written.get(index);
			Object passed = read.get(column.name());
			String as = settings.format() + " row " + written.get("id") + " " + column;
			if (value instanceof JsonNode document) {
				assertJson(settings.format(), as, document, passed);
			}
			else if (settings.format() == MessageFormat.MAXWELL && column.type() == ColumnType.GEOMETRY) {
				assertThat(passed).as(as).isIn(null, "POINT (1 2)", "LINESTRING (0 0, 1 1)");
			}
			else if (settings.format() == MessageFormat.DEBEZIUM && isZeroDate(column, value)) {
				assertThat(passed).as(as).isNull();
			}
			else {
				assertThat(passed).as(as).isEqualTo(value);
			}
		}
	}

	private static boolean isZeroDate(Column column, @Nullable Object value) {
		return value instanceof String && (column.type() == ColumnType.DATE || column.type() == ColumnType.DATETIME
				|| column.type() == ColumnType.TIMESTAMP);
	}

	private static void assertJson(MessageFormat format, String as, JsonNode document, @Nullable Object passed) {
		if (format == MessageFormat.MAXWELL && document.isNull()) {
			assertThat(passed).as(as).isNull();
		}
		else {
			assertThat(passed).as(as).isInstanceOf(JsonNode.class);
			assertThat(TypeCorpus.isSame(document, (JsonNode) Objects.requireNonNull(passed))).as(as).isTrue();
		}
	}

}
