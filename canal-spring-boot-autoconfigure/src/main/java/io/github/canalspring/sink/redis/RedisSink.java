package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import io.github.canalspring.Finding;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Keeps keys in Redis equal to rows. Changes and the position up to which they go are
 * written in one {@code MULTI}/{@code EXEC}, so that Redis holds both or neither,
 * whatever fails. The position is under the key
 * <code>canal:{destination}:redis:position</code>.
 * <p>
 * Connects as the application does, with a client of its own. Whoever else writes the
 * position, and a Redis that lost it, are noticed before anything is written.
 */
public final class RedisSink implements Sink {

	/** After how many writes pending ones are sent, for Redis to work meanwhile. */
	private static final int WRITES_PER_GROUP = 1024;

	/** How many writes Redis executes at once, its other clients waiting. */
	private static final int WRITES_PER_TRANSACTION = 4096;

	/** How much is on its way to a Redis that is slow to take it. */
	private static final long BYTES_PER_TRANSACTION = 4L * 1024 * 1024;

	private final List<RedisMapping> mappings;

	private final RedisConnector connector;

	private final VisibleChanges visible;

	private final Map<TableSchema, List<BoundMapping>> bound = new WeakHashMap<>();

	private final PendingWrites writes = new PendingWrites();

	private final Checkpoint checkpoint = new Checkpoint();

	private @Nullable RedisSession session;

	/**
	 * Create the sink; it connects when it is loaded.
	 * @param destination the stream's name, part of the position's key
	 * @param connections the application's Redis configuration
	 * @param mappings what becomes of which table
	 */
	public RedisSink(String destination, LettuceConnectionFactory connections, List<RedisMapping> mappings) {
		this(destination, connections, mappings, VisibleChanges.all());
	}

	/**
	 * Create a sink that holds some changes until they can be seen.
	 * @param destination the stream's name, part of the position's key
	 * @param connections the application's Redis configuration
	 * @param mappings what becomes of which table
	 * @param visible holds the changes; closed with the sink
	 */
	public RedisSink(String destination, LettuceConnectionFactory connections, List<RedisMapping> mappings,
			VisibleChanges visible) {
		this.mappings = List.copyOf(mappings);
		this.visible = visible;
		this.connector = new RedisConnector(connections, destination);
	}

	@Override
	public String name() {
		return "redis";
	}

	@Override
	public boolean wants(TableId table) {
		return this.mappings.stream().anyMatch((mapping) -> mapping.table().matches(table));
	}

	@Override
	public List<TableId> tables() {
		return TablePattern.exact(this.mappings.stream().map(RedisMapping::table).toList());
	}

	@Override
	public StartFrom defaultStart() {
		return new StartFrom.Snapshot();
	}

	/**
	 * Check that the mappings fit a table. May be called from any thread.
	 * @param table the table
	 * @throws SinkException if a mapping for it names a column that it does not have
	 */
	public void validate(TableSchema table) {
		bind(table);
	}

	@Override
	public List<Finding> diagnose(TableSchema table) {
		try {
			validate(table);
			return List.of();
		}
		catch (SinkException ex) {
			return List.of(new Finding(Finding.Severity.WARNING, table.id().toString(), String.valueOf(ex.getMessage()),
					"The first change of the table stops the sink", ex.remedy()));
		}
	}

	@Override
	public @Nullable String load() throws Exception {
		disconnect();
		this.visible.check();
		RedisSession session = this.connector.connect();
		this.session = session;
		String position = session.position();
		this.checkpoint.loaded(position);
		return position;
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws Exception {
		this.visible.await(batches);
		try {
			RedisSession session = session();
			applyTo(session, this.checkpoint.remaining(batches));
			this.checkpoint.await(session);
		}
		catch (Exception ex) {
			// Whatever is half done on the connection ends with it.
			disconnect();
			throw ex;
		}
	}

	@Override
	public void check() throws Exception {
		try {
			this.checkpoint.verify(session());
		}
		catch (Exception ex) {
			disconnect();
			throw ex;
		}
	}

	@Override
	public Entries entries() {
		return new RedisEntries(this.connector, this::mappings, this::prefixes);
	}

	private List<String> prefixes(TableSchema table) {
		return this.mappings.stream()
			.filter((mapping) -> mapping.table().matches(table.id()))
			.map((mapping) -> mapping.key().prefix())
			.toList();
	}

	private List<BoundMapping> mappings(TableSchema table) {
		return this.bound.computeIfAbsent(table, this::bind);
	}

	private RedisSession session() throws IOException, InterruptedException {
		RedisSession session = this.session;
		if (session == null) {
			session = this.connector.connect();
			this.session = session;
			this.checkpoint.resume(session);
		}
		return session;
	}

	private void applyTo(RedisSession session, List<ChangeBatch> batches) throws IOException, InterruptedException {
		int sent = 0;
		long bytes = 0;
		for (int index = 0; index < batches.size(); index++) {
			ChangeBatch batch = batches.get(index);
			for (Change change : batch.changes()) {
				collect(change);
				if (this.writes.size() >= WRITES_PER_GROUP) {
					sent += send(session);
					session.flush();
				}
			}
			batch.leftovers().entries().forEach((entry) -> this.writes.remove(((RedisKey) entry).key()));
			bytes += batch.bytes();
			if (sent + this.writes.size() >= WRITES_PER_TRANSACTION || bytes >= BYTES_PER_TRANSACTION
					|| index == batches.size() - 1) {
				send(session);
				this.checkpoint.commit(session, batch.position().text());
				sent = 0;
				bytes = 0;
			}
		}
	}

	private void collect(Change change) {
		List<BoundMapping> mappings = mappings(change.schema());
		// A key that one mapping gives up may be the one that another takes.
		for (BoundMapping mapping : mappings) {
			mapping.remove(change, this.writes);
		}
		for (BoundMapping mapping : mappings) {
			mapping.put(change, this.writes);
		}
	}

	private int send(RedisSession session) {
		int size = this.writes.size();
		CommandGroup group = new CommandGroup();
		this.writes.drainTo(group);
		session.send(group.commands());
		return size;
	}

	private List<BoundMapping> bind(TableSchema table) {
		List<BoundMapping> mappings = new ArrayList<>();
		for (RedisMapping mapping : this.mappings) {
			if (mapping.table().matches(table.id())) {
				mappings.add(bind(mapping, table));
			}
		}
		return mappings;
	}

	private static BoundMapping bind(RedisMapping mapping, TableSchema table) {
		try {
			return new BoundMapping(mapping, table);
		}
		catch (IllegalArgumentException ex) {
			throw new SinkException(
					"Redis mapping " + mapping + " does not fit the table " + table.id() + ": " + ex.getMessage(),
					"Correct the mapping under canal.sinks.redis, or give the table the column", ex);
		}
	}

	@Override
	public void close() {
		disconnect();
		this.visible.close();
		this.connector.close();
	}

	private void disconnect() {
		this.writes.clear();
		RedisSession session = this.session;
		this.session = null;
		if (session != null) {
			session.close();
		}
	}

}
