package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

import io.github.canalspring.Finding;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.RefusedRows;
import io.github.canalspring.sink.RowConditionException;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Entry;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Position;
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

	private final RefusedRows refusals = new RefusedRows();

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
		}
		catch (SinkException ex) {
			return List.of(new Finding(Finding.Severity.WARNING, table.id().toString(), String.valueOf(ex.getMessage()),
					"The first change of the table stops the sink", ex.remedy()));
		}
		return this.mappings.stream()
			.filter((mapping) -> mapping.table().matches(table.id()) && mapping.mayShareMembers(table))
			.map((mapping) -> new Finding(Finding.Severity.WARNING, table.id().toString(),
					"The members of Redis mapping " + mapping + " need not tell the table's rows apart",
					"A member is gone when one of the rows that share it is deleted",
					"Write the primary key into value, as in set:{id}"))
			.toList();
	}

	@Override
	public @Nullable String load() throws Exception {
		disconnect();
		this.visible.check();
		RedisSession session = this.connector.connect();
		this.session = session;
		return this.checkpoint.load(session);
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws Exception {
		this.visible.await(batches);
		try {
			RedisSession session = session();
			List<ChangeBatch> remaining = this.checkpoint.remaining(batches);
			applyTo(session, remaining, batches.size() - remaining.size());
			this.checkpoint.await(session);
		}
		catch (ChangesRefusedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			// Whatever is half done on the connection ends with it.
			disconnect();
			throw ex;
		}
	}

	@Override
	public boolean wantsEveryChange() {
		return false;
	}

	/**
	 * Other than {@link #apply}, which takes a batch for done whose position Redis has.
	 */
	@Override
	public void replay(List<Change> changes, Position position) throws Exception {
		mend(changes, Leftovers.NONE, position);
	}

	@Override
	public void mend(List<Change> rows, Leftovers leftovers, Position position) throws Exception {
		try {
			RedisSession session = session();
			leftovers.entries().forEach(this::remove);
			rows.forEach(this::collect);
			send(session);
			if (!this.refusals.isEmpty()) {
				throw refused(session, 1);
			}
			this.checkpoint.commit(session, position.text());
			this.checkpoint.await(session);
		}
		catch (ChangesRefusedException ex) {
			throw ex;
		}
		catch (Exception ex) {
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
		return RedisEntries.all(this.connector, this.mappings);
	}

	@Override
	public Comparison comparison() {
		return new RedisComparison(this.connector, this.mappings);
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

	private void applyTo(RedisSession session, List<ChangeBatch> batches, int before)
			throws IOException, InterruptedException, ChangesRefusedException {
		if (!session.isAtomic()) {
			this.checkpoint.verify(session);
		}
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
			batch.leftovers().entries().forEach(this::remove);
			bytes += batch.bytes();
			if (sent + this.writes.size() >= WRITES_PER_TRANSACTION || bytes >= BYTES_PER_TRANSACTION
					|| index == batches.size() - 1) {
				send(session);
				if (!this.refusals.isEmpty()) {
					throw refused(session, before + index + 1);
				}
				this.checkpoint.commit(session, batch.position().text());
				sent = 0;
				bytes = 0;
			}
		}
	}

	/** Everything but the refused changes is applied, and the position stays. */
	private ChangesRefusedException refused(RedisSession session, int batches)
			throws IOException, InterruptedException {
		this.checkpoint.commitInPlace(session);
		return new ChangesRefusedException(batches, this.refusals.drain());
	}

	private void remove(Entry entry) {
		if (entry instanceof RedisMember member) {
			this.writes.removeMember(member);
		}
		else {
			this.writes.remove(((RedisKey) entry).key());
		}
	}

	private void collect(Change change) {
		this.refusals.settle(change);
		List<BoundMapping> mappings = this.bound.computeIfAbsent(change.schema(), this::bind);
		// A key that one mapping gives up may be the one that another takes.
		for (BoundMapping mapping : mappings) {
			mapping.remove(change, this.writes);
		}
		for (BoundMapping mapping : mappings) {
			try {
				mapping.put(change, this.writes);
			}
			catch (RowConditionException ex) {
				this.refusals.add(change, String.valueOf(ex.getMessage()));
			}
		}
	}

	private int send(RedisSession session) throws IOException, InterruptedException {
		int size = this.writes.size();
		CommandGroup group = session.group();
		this.writes.drainTo(group, this.refusals);
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

	static BoundMapping bind(RedisMapping mapping, TableSchema table) {
		try {
			return BoundMapping.of(mapping, table);
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
		this.refusals.drain();
		RedisSession session = this.session;
		this.session = null;
		if (session != null) {
			session.close();
		}
	}

}
