package io.github.canalspring.source.mysql;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.ChangeStream;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * The binlog of a MySQL or MariaDB server. What is asked beside the stream goes through
 * the JDBC driver that the application has.
 * <p>
 * What cannot be read fails with the reason and never gives a wrong or missing value.
 * MariaDB's {@code JSON} is text to the server, so it is text here; its {@code UUID} and
 * {@code INET} types are not told apart from {@code BINARY} in the binlog, so they are
 * bytes.
 */
public final class MysqlChangeSource implements ChangeSource {

	private final MysqlConnection connection;

	private final MysqlServer server;

	private final InformationSchema informationSchema;

	private final TableVersions versions;

	public MysqlChangeSource(MysqlConnection connection) {
		this.connection = connection;
		this.server = new MysqlServer(connection);
		this.informationSchema = new InformationSchema(this.server);
		this.versions = new TableVersions(new Collations(this.server::collations), this.informationSchema,
				connection.hosts().get(0).exclude());
	}

	@Override
	public String describe() {
		return "MySQL at " + this.connection.hosts().stream().map(HostPort::toString).collect(Collectors.joining(", "));
	}

	@Override
	public void check(List<TableId> tables) {
		ServerCheck.requireNoErrors(diagnose(tables));
	}

	@Override
	public List<Finding> diagnose(List<TableId> tables) {
		return this.server.askAt((host, client) -> {
			List<Finding> findings = new ServerCheck(client, Clock.systemDefaultZone()).run(tables);
			if (findings.stream().noneMatch((finding) -> finding.severity() == Severity.ERROR)) {
				LoginProbe.run(host, this.connection);
			}
			return findings;
		});
	}

	@Override
	public List<TableSchema> describe(Predicate<TableId> tables) {
		return this.informationSchema.tables(tables).stream().map(TableDefinition::schema).toList();
	}

	/**
	 * Find a position.
	 * @throws IllegalArgumentException for {@link StartFrom.Snapshot}, which is not a
	 * position but a way to start from {@link #latest()}
	 */
	@Override
	public Position resolve(StartFrom startFrom) {
		return new StartPositions(this.server, this.connection).find(startFrom);
	}

	@Override
	public Position restart(StartFrom startFrom, Position lost) {
		BinlogPosition start = (BinlogPosition) resolve(startFrom);
		return start.file().isEmpty() ? start : start.above((BinlogPosition) lost, start.file());
	}

	@Override
	public @Nullable Duration retention() {
		return this.server.retention();
	}

	@Override
	public Position position(String text) {
		return StartPositions.parse(text);
	}

	@Override
	public Position latest() {
		return this.server.latest();
	}

	@Override
	public TableSchema describe(TableId table) {
		return this.informationSchema.table(table).schema();
	}

	/**
	 * What reads the tables of the same server.
	 * @return the reader
	 */
	public TableReader tableReader() {
		return new MysqlTableReader(this.server);
	}

	@Override
	public Visibility visibility() {
		return new CommitVisibility(this.server);
	}

	@Override
	public ChangeStream open(String name, Position from, Predicate<TableId> tables) {
		TableLookup lookup = new TableLookup(this.server,
				new DefinitionScan(new SideConnection(this.connection), this.versions.ddl()), tables);
		return new BinlogStream(name, this.connection, this.server.hosts(), (BinlogPosition) from, tables,
				this.versions, lookup)
			.start();
	}

	@Override
	public String toString() {
		return describe();
	}

}
