package io.github.canalspring.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.canalspring.servers.DatabaseServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Transactions on the shop's tables, the same for the same seed: one or several rows,
 * statements and tables, new and changed keys, ids and unique values that are used again,
 * and some that are rolled back. A lane has ids of its own, so several may run at once. A
 * server that goes away is waited for. Every row has a revision that no other ever has.
 */
final class Workload implements AutoCloseable {

	private static final int IDS = 40;

	static final int CATEGORIES = 8;

	/** There may be more of them, which then have their defaults. */
	private static final String COLUMNS = "(id, sku, name, price, cost_price, stock, category_id, revision)";

	/** What the name of a row begins with that handlers may fail on. */
	static final String POISON = "poison";

	/** Rows that are written one after the other, each only after all others again. */
	private static final int RING = 10_000;

	private static final int RING_ROWS = 300;

	private static final int BULK = 100_000;

	/** More than two chunks of a snapshot. */
	static final int BULK_ROWS = 5000;

	private final DatabaseServer database;

	private final int lane;

	private Random random = new Random();

	private final List<String> committed = new ArrayList<>();

	private TreeMap<Integer, Long> products = new TreeMap<>();

	private TreeMap<Integer, Long> categories = new TreeMap<>();

	private List<String> lines = new ArrayList<>();

	private @Nullable Connection connection;

	private long number;

	private long base;

	private int skus;

	private int ring;

	private volatile int changes;

	Workload(DatabaseServer database, int lane) {
		this.database = database;
		this.lane = lane;
	}

	static void createTables(DatabaseServer database) throws SQLException {
		try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE shop");
			statement.execute("CREATE TABLE shop.category (id INT PRIMARY KEY, name VARCHAR(64) NOT NULL, "
					+ "revision BIGINT NOT NULL)");
			statement.execute("CREATE TABLE shop.product (id INT PRIMARY KEY, sku VARCHAR(40) NOT NULL UNIQUE, "
					+ "name VARCHAR(64), price DECIMAL(10,2) NOT NULL, cost_price DECIMAL(10,2), stock INT NOT NULL, "
					+ "category_id INT, revision BIGINT NOT NULL)");
			statement.execute("CREATE TABLE shop.ledger (lane INT, number BIGINT, PRIMARY KEY (lane, number))");
		}
	}

	static Connection connect(DatabaseServer database) throws SQLException {
		return DriverManager.getConnection(database.jdbcUrl(), database.rootUser(), database.rootPassword());
	}

	/** The changes that were committed, in their order. */
	synchronized List<String> committed() {
		return List.copyOf(this.committed);
	}

	/** How many they are; does not wait for a transaction under way. */
	int changes() {
		return this.changes;
	}

	/** The ids of its products, there or not, but of a bulk only a few. */
	List<Integer> productIds() {
		IntStream ids = IntStream.rangeClosed(1, IDS).map((number) -> this.lane * 1000 + number);
		IntStream bulk = IntStream.range(BULK, BULK + BULK_ROWS).filter((id) -> this.lane == 1 && id % 100 == 0);
		return IntStream.concat(ids, bulk).boxed().toList();
	}

	List<Integer> categoryIds() {
		return IntStream.range(0, CATEGORIES).map((number) -> this.lane * 100 + number).boxed().toList();
	}

	/** What comes now follows from this seed, and from the rows that are there. */
	synchronized void seed(long seed) {
		this.random = new Random(seed + this.lane);
	}

	/** Somebody else removed rows. */
	synchronized void reload() throws SQLException {
		this.products.keySet().retainAll(ids("product"));
		this.categories.keySet().retainAll(ids("category"));
	}

	private Set<Integer> ids(String table) throws SQLException {
		Set<Integer> ids = new HashSet<>();
		try (Statement statement = connection().createStatement();
				ResultSet found = statement.executeQuery("SELECT id FROM shop." + table)) {
			while (found.next()) {
				ids.add(found.getInt(1));
			}
		}
		connection().rollback();
		return ids;
	}

	void transactions(int count) {
		for (int index = 0; index < count; index++) {
			transaction();
		}
	}

	/** One transaction; afterwards it is known whether it was committed. */
	synchronized void transaction() {
		TreeMap<Integer, Long> productsBefore = new TreeMap<>(this.products);
		TreeMap<Integer, Long> categoriesBefore = new TreeMap<>(this.categories);
		this.lines = new ArrayList<>();
		this.number++;
		if (attempt() || isInLedger()) {
			this.committed.addAll(this.lines);
			this.changes = this.committed.size();
		}
		else {
			this.products = productsBefore;
			this.categories = categoriesBefore;
		}
	}

	/**
	 * Many rows at once, above all others; they are changed and deleted by the rest, too.
	 */
	synchronized void bulkInsert() throws SQLException {
		this.base += 1_000_000;
		List<String> values = new ArrayList<>();
		for (int id = BULK; id < BULK + BULK_ROWS; id++) {
			values.add("(%d, 'bulk-%d-%d', 'bulk', 1, 1, 1, NULL, %d)".formatted(id, this.base, id, this.base + id));
		}
		update("INSERT INTO shop.product " + COLUMNS + " VALUES " + String.join(", ", values));
		connection().commit();
		for (int id = BULK; id < BULK + BULK_ROWS; id++) {
			this.committed.add(Journal.line("product", null, null, (long) id, this.base + id));
			this.products.put(id, this.base + id);
		}
	}

	/** The prices that some rows get at their next change. */
	synchronized List<String> nextPrices() throws SQLException {
		try (Statement statement = connection().createStatement();
				ResultSet found = statement.executeQuery("SELECT price + 0.05 FROM shop.product LIMIT 20")) {
			List<String> prices = new ArrayList<>();
			while (found.next()) {
				prices.add(found.getString(1));
			}
			connection().rollback();
			return prices;
		}
	}

	/** Whether there are any of the many rows. */
	synchronized boolean isBulk() {
		return !this.products.tailMap(BULK).isEmpty();
	}

	/** Delete the first of the many rows. */
	synchronized void bulkDelete(int rows) throws SQLException {
		List<Integer> ids = List.copyOf(this.products.tailMap(BULK).keySet()).stream().limit(rows).toList();
		update("DELETE FROM shop.product WHERE id IN " + list(ids) + " ORDER BY id");
		connection().commit();
		ids.forEach(
				(id) -> this.committed.add(Journal.line("product", (long) id, this.products.remove(id), null, null)));
	}

	private boolean attempt() {
		try {
			Connection current = connection();
			update("INSERT INTO shop.ledger VALUES (" + this.lane + ", " + this.number + ")");
			int statements = (this.random.nextInt(3) > 0) ? 1 : 1 + this.random.nextInt(5);
			for (int index = 0; index < statements; index++) {
				statement();
			}
			if (this.random.nextInt(3) == 0) {
				writeNextOfRing();
			}
			if (this.random.nextInt(10) == 0) {
				current.rollback();
				return false;
			}
			current.commit();
			return true;
		}
		catch (SQLException ex) {
			// The server went away, or two lanes met; the ledger tells how it ended.
			close();
			return false;
		}
	}

	private boolean isInLedger() {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.pollDelay(Duration.ZERO)
			.pollInSameThread()
			.ignoreExceptions()
			.until(this::askLedger, (answer) -> answer != null);
	}

	private Boolean askLedger() throws SQLException {
		try (Statement statement = connection().createStatement();
				ResultSet found = statement.executeQuery("SELECT COUNT(*) FROM shop.ledger WHERE lane = " + this.lane
						+ " AND number = " + this.number)) {
			found.next();
			boolean there = found.getInt(1) > 0;
			connection().rollback();
			return there;
		}
		catch (SQLException ex) {
			close();
			throw ex;
		}
	}

	private Connection connection() throws SQLException {
		if (this.connection == null) {
			this.connection = connect(this.database);
			this.connection.setAutoCommit(false);
		}
		return this.connection;
	}

	@Override
	public synchronized void close() {
		Connection closed = this.connection;
		this.connection = null;
		try {
			if (closed != null) {
				closed.close();
			}
		}
		catch (SQLException ex) {
			// It was of no use any more.
		}
	}

	private void statement() throws SQLException {
		this.base += 1_000_000;
		switch (this.random.nextInt(11)) {
			case 0, 1, 2 -> insert(Stream.generate(this::id).limit(1 + this.random.nextInt(4)).toList());
			case 3 -> delete();
			case 4 -> category();
			case 5 -> set("sku = '" + sku() + "'", some(1));
			case 6 ->
				set("category_id = " + (this.random.nextBoolean() ? "NULL" : this.random.nextInt(CATEGORIES)), some(3));
			case 7 -> swapSkus();
			case 8 -> renumber();
			default -> set("stock = stock + 1, price = price + 0.05, name = '" + name() + "'", some(4));
		}
	}

	/** If this is lost, it is long until the row is written again. */
	private void writeNextOfRing() throws SQLException {
		this.base += 1_000_000;
		int id = this.lane * RING + this.ring++ % RING_ROWS;
		if (this.products.containsKey(id)) {
			set("stock = stock + 1", List.of(id));
		}
		else {
			insert(List.of(id));
		}
	}

	private String name() {
		return ((this.random.nextInt(8) == 0) ? POISON : "Größe") + " " + this.base;
	}

	private void insert(List<Integer> ids) throws SQLException {
		List<String> values = new ArrayList<>();
		for (int id : ids) {
			if (!this.products.containsKey(id)) {
				String category = this.random.nextBoolean() ? "NULL"
						: Integer.toString(this.random.nextInt(CATEGORIES));
				values.add("(%d, '%s', %s, %d.%02d, 1.50, %d, %s, %d)".formatted(id, sku(),
						this.random.nextInt(5) == 0 ? "NULL" : "'product " + this.base + "'", this.random.nextInt(100),
						this.random.nextInt(100), this.random.nextInt(1000), category, this.base + id));
				this.lines.add(Journal.line("product", null, null, (long) id, this.base + id));
				this.products.put(id, this.base + id);
			}
		}
		if (!values.isEmpty()) {
			update("INSERT INTO shop.product " + COLUMNS + " VALUES " + String.join(", ", values));
		}
	}

	private void delete() throws SQLException {
		List<Integer> ids = some(3);
		if (!ids.isEmpty()) {
			update("DELETE FROM shop.product WHERE id IN " + list(ids) + " ORDER BY id");
			ids.forEach(
					(id) -> this.lines.add(Journal.line("product", (long) id, this.products.remove(id), null, null)));
		}
	}

	private void category() throws SQLException {
		int id = this.lane * 100 + this.random.nextInt(CATEGORIES);
		Long before = this.categories.get(id);
		if (before == null) {
			update("INSERT INTO shop.category VALUES (%d, 'category %d', %d)".formatted(id, this.base, this.base));
			this.lines.add(Journal.line("category", null, null, (long) id, this.base));
		}
		else if (this.random.nextInt(3) == 0) {
			update("DELETE FROM shop.category WHERE id = " + id);
			this.lines.add(Journal.line("category", (long) id, before, null, null));
			this.categories.remove(id);
			return;
		}
		else {
			update("UPDATE shop.category SET name = 'category %d', revision = %d WHERE id = %d".formatted(this.base,
					this.base, id));
			this.lines.add(Journal.line("category", (long) id, before, (long) id, this.base));
		}
		this.categories.put(id, this.base);
	}

	private void set(String assignments, List<Integer> ids) throws SQLException {
		if (!ids.isEmpty()) {
			update("UPDATE shop.product SET " + assignments + ", revision = " + this.base + " + id WHERE id IN "
					+ list(ids) + " ORDER BY id");
			for (int id : ids) {
				changed(id, id, this.base + id);
			}
		}
	}

	/** Two rows exchange what a key is made of, by way of a third value. */
	private void swapSkus() throws SQLException {
		List<Integer> ids = some(2);
		if (ids.size() == 2) {
			String one = sku(ids.get(0));
			String two = sku(ids.get(1));
			set("sku = '" + sku() + "'", ids.subList(0, 1));
			this.base += 1_000_000;
			set("sku = '" + one + "'", ids.subList(1, 2));
			this.base += 1_000_000;
			set("sku = '" + two + "'", ids.subList(0, 1));
		}
	}

	private String sku(int id) throws SQLException {
		try (Statement statement = connection().createStatement();
				ResultSet found = statement.executeQuery("SELECT sku FROM shop.product WHERE id = " + id)) {
			found.next();
			return found.getString(1);
		}
	}

	/** A row gets another primary key. */
	private void renumber() throws SQLException {
		int to = id();
		List<Integer> from = some(1);
		if (!from.isEmpty() && !this.products.containsKey(to)) {
			update("UPDATE shop.product SET id = %d, revision = %d WHERE id = %d".formatted(to, this.base + to,
					from.get(0)));
			changed(from.get(0), to, this.base + to);
		}
	}

	private void changed(int from, int to, long revision) {
		Long before = this.products.remove(from);
		this.lines.add(Journal.line("product", (long) from, before, (long) to, revision));
		this.products.put(to, revision);
	}

	private int id() {
		return this.lane * 1000 + 1 + this.random.nextInt(IDS);
	}

	private String sku() {
		return "sku-" + this.lane + "-" + this.skus++;
	}

	/** Ids of rows that are there, in order, no more than so many. */
	private List<Integer> some(int most) {
		TreeMap<Integer, Long> chosen = new TreeMap<>();
		for (int index = 0; index < most && !this.products.isEmpty(); index++) {
			boolean bulk = this.products.lastKey() >= BULK && this.random.nextBoolean();
			Integer id = this.products.ceilingKey(bulk ? BULK + this.random.nextInt(BULK_ROWS) : id());
			if (id != null) {
				chosen.put(id, 0L);
			}
		}
		return List.copyOf(chosen.keySet());
	}

	private static String list(List<Integer> ids) {
		return "(" + String.join(", ", ids.stream().map(String::valueOf).toList()) + ")";
	}

	private void update(String sql) throws SQLException {
		try (Statement statement = connection().createStatement()) {
			statement.executeUpdate(sql);
		}
	}

}
