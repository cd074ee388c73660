package io.github.canalspring.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import io.github.canalspring.source.SourceUnreachableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs random transactions and definitions on tables that only it writes to, and
 * transactions on tables that all write to.
 */
final class Writer implements Callable<Writer> {

	private static final Logger logger = LoggerFactory.getLogger(Writer.class);

	private final Database database;

	private final int number;

	private final Random random;

	private final Marks marks;

	private final List<RandomTable> shared;

	private final Definitions definitions;

	private final int transactions;

	private List<RandomTable> tables = new ArrayList<>();

	private boolean begun;

	private volatile int done;

	private long ver;

	private final Map<Integer, Integer> errors = new TreeMap<>();

	Writer(Database database, int number, Random random, Marks marks, List<RandomTable> shared, int transactions) {
		this.database = database;
		this.number = number;
		this.random = random;
		this.marks = marks;
		this.shared = shared;
		this.transactions = transactions;
		this.definitions = new Definitions(random, database.mariadb());
	}

	int done() {
		return this.done;
	}

	/** How often the server refused a statement, by its error code. */
	Map<Integer, Integer> errors() {
		return this.errors;
	}

	@Override
	public Writer call() throws InterruptedException, IOException, SQLException {
		while (this.done < this.transactions) {
			try (Connection connection = this.database.connect(); Statement statement = connection.createStatement()) {
				while (this.done < this.transactions) {
					if (!this.begun) {
						begin(statement);
					}
					if (this.random.nextInt(15) == 0) {
						define(statement);
					}
					else {
						transaction(statement);
					}
					this.done++;
				}
			}
			catch (SQLException ex) {
				if (!Database.isConnectionLost(ex)) {
					throw ex;
				}
				FuzzRun.pause(50);
			}
			catch (SourceUnreachableException ex) {
				FuzzRun.pause(50);
			}
		}
		return this;
	}

	/**
	 * Make the tables, anew if it is not known how far a definition got.
	 */
	private void begin(Statement statement) throws SQLException {
		mark(statement, false, List.of());
		List<String> touched = new ArrayList<>(
				this.database.tables().stream().filter((name) -> name.contains("_" + this.number + "_")).toList());
		for (String name : touched) {
			statement.execute("DROP TABLE " + name);
		}
		this.tables = new ArrayList<>();
		for (String kind : List.of(FuzzRun.KEPT, FuzzRun.KEPT, "keyed_", "keyed_", "plain_")) {
			String name = kind + this.number + "_" + this.tables.size();
			RandomTable table = RandomTable.random(this.random, name, !kind.equals("plain_"), this.database.mariadb());
			this.tables.add(table);
			statement.execute(table.create());
			touched.add(name);
		}
		logger.debug("{}: tables made anew", this.number);
		mark(statement, false, touched);
		this.begun = true;
	}

	private long mark(Statement statement, boolean checked, List<String> touched) throws SQLException {
		long mark = this.marks.add(new Marks.Mark(checked, this.database.contents(touched)));
		statement.execute(Marks.insert(mark));
		return mark;
	}

	private void define(Statement statement) throws SQLException {
		Definitions.Definition definition = this.definitions.next(this.tables);
		mark(statement, true, definition.touched());
		logger.debug("{}: {}", this.number, definition.sql());
		this.begun = false;
		boolean complete = true;
		for (String sql : definition.sql()) {
			complete &= execute(statement, sql);
		}
		if (complete) {
			this.tables = new ArrayList<>(definition.tables());
			mark(statement, false, definition.touched());
		}
		// What was refused as a whole changed nothing.
		this.begun = complete || definition.sql().size() == 1;
	}

	private void transaction(Statement statement) throws SQLException, IOException {
		if (this.random.nextInt(10) == 0) {
			execute(statement, ColumnKind.pick(this.random, "SET time_zone='+05:30'", "SET time_zone='-08:00'",
					"SET time_zone='SYSTEM'", "SET NAMES latin1", "SET NAMES utf8mb4"));
			execute(statement, "SET NAMES utf8mb4");
		}
		boolean alone = this.random.nextInt(3) == 0;
		if (alone) {
			change(statement);
			return;
		}
		execute(statement, "BEGIN");
		for (int count = this.random.nextInt(10); count > 0; count--) {
			switch (this.random.nextInt(8)) {
				case 0 -> execute(statement, "SAVEPOINT s" + this.random.nextInt(3));
				case 1 -> execute(statement, "ROLLBACK TO s" + this.random.nextInt(3));
				default -> change(statement);
			}
		}
		execute(statement, (this.random.nextInt(6) == 0) ? "ROLLBACK" : "COMMIT");
	}

	private void change(Statement statement) throws SQLException, IOException {
		boolean own = this.random.nextInt(4) > 0;
		List<RandomTable> from = own ? this.tables : this.shared;
		RandomTable table = from.get(this.random.nextInt(from.size()));
		RandomTable other = this.tables.get(this.random.nextInt(this.tables.size()));
		long ver = ++this.ver;
		int size = switch (this.random.nextInt(60)) {
			case 0 -> 10_000;
			case 1, 2 -> 1000;
			case 3, 4, 5, 6 -> 100;
			default -> 4;
		};
		switch (this.random.nextInt(14)) {
			case 0 -> execute(statement, "UPDATE " + table.name() + " a JOIN " + other.name()
					+ " b ON a.id = b.id SET a.ver=" + ver + ", b.ver=" + ver + " WHERE a.id < 100");
			case 1 -> execute(statement, "DELETE a, b FROM " + table.name() + " a JOIN " + other.name()
					+ " b ON a.id = b.id WHERE a.id % 7 = 1");
			case 2 -> execute(statement, "INSERT IGNORE INTO " + table.name() + " (id, ver) SELECT id + "
					+ this.random.nextInt(20) + ", " + ver + " FROM " + other.name() + " LIMIT 500");
			case 3 -> load(statement, table, ver);
			case 4 -> {
				// Makes an error in the middle of a statement likely.
				execute(statement,
						"INSERT INTO " + table.name() + " (id, ver) VALUES (" + this.random.nextInt(300) + "," + ver
								+ "), (" + this.random.nextInt(300) + "," + ver + "), (7," + ver + "), (7," + ver
								+ ")");
			}
			case 5 -> execute(statement, "DELETE FROM " + table.name() + " WHERE id > 300");
			default -> execute(statement, table.change(this.random, ver, size));
		}
	}

	private void load(Statement statement, RandomTable table, long ver) throws SQLException, IOException {
		Path file = Files.createTempFile("fuzz", ".tsv");
		try {
			List<String> lines = new ArrayList<>();
			for (int count = this.random.nextInt(50); count > 0; count--) {
				lines.add(this.random.nextInt(300) + "\t" + ver);
			}
			Files.write(file, lines);
			execute(statement, "LOAD DATA LOCAL INFILE '" + file + "' "
					+ ColumnKind.pick(this.random, "REPLACE", "IGNORE") + " INTO TABLE " + table.name() + " (id, ver)");
		}
		finally {
			Files.delete(file);
		}
	}

	/**
	 * Execute a statement, which the server may refuse: random statements have random
	 * errors, and what they leave behind must be read rightly, too.
	 */
	private boolean execute(Statement statement, String sql) throws SQLException {
		try {
			statement.execute(sql);
			return true;
		}
		catch (SQLException ex) {
			if (Database.isConnectionLost(ex)) {
				throw ex;
			}
			logger.debug("{}: refused with {}: {}", this.number, ex.getErrorCode(), ex.getMessage());
			this.errors.merge(ex.getErrorCode(), 1, Integer::sum);
			return false;
		}
	}

}
