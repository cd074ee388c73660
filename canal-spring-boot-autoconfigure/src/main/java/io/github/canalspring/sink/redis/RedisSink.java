package io.github.canalspring.sink.redis;

import java.io.IOException;
import java.util.List;

import io.github.canalspring.Finding;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
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

	private final ChangeWriter writer;

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
		this.writer = new ChangeWriter(this.mappings);
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
		this.writer.bind(table);
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
	public long ahead() {
		return this.checkpoint.ahead();
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws Exception {
		this.visible.await(batches);
		write((session) -> {
			List<ChangeBatch> remaining = this.checkpoint.remaining(batches);
			applyTo(session, remaining, batches.size() - remaining.size());
		});
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
		write((session) -> {
			leftovers.entries().forEach(this.writer::remove);
			rows.forEach(this.writer::collect);
			this.writer.send(session);
			commit(session, position, 1);
		});
	}

	private void write(Work work) throws Exception {
		try {
			RedisSession session = session();
			while (!isWritten(work, session)) {
				session.discard();
			}
		}
		catch (ChangesRefusedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			// Whatever is half done on the connection ends with it.
			disconnect();
			throw ex;
		}
		finally {
			this.writer.reset();
		}
	}

	/** If keys are in the way, all else is written; it is again, with the refusals. */
	private boolean isWritten(Work work, RedisSession session) throws Exception {
		try {
			work.write(session);
			this.checkpoint.await(session);
			return true;
		}
		catch (RedisFailure.ForeignKeys ex) {
			this.writer.avoid(ex.keys());
			return false;
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
				this.writer.collect(change);
				if (this.writer.size() >= WRITES_PER_GROUP) {
					sent += this.writer.send(session);
					session.flush();
				}
			}
			batch.leftovers().entries().forEach(this.writer::remove);
			bytes += batch.bytes();
			boolean large = sent + this.writer.size() >= WRITES_PER_TRANSACTION || bytes >= BYTES_PER_TRANSACTION;
			if ((large && batch.position().stream().version() >= ahead()) || index == batches.size() - 1) {
				this.writer.send(session);
				commit(session, batch.position(), before + index + 1);
				sent = 0;
				bytes = 0;
			}
		}
	}

	/** Where changes are refused, all else is applied, and the position stays. */
	private void commit(RedisSession session, Position position, int batches)
			throws IOException, InterruptedException, ChangesRefusedException {
		if (!this.writer.refusedNone()) {
			this.checkpoint.commitInPlace(session, position);
			throw new ChangesRefusedException(batches, this.writer.refused());
		}
		this.checkpoint.commit(session, position);
	}

	@Override
	public void close() {
		disconnect();
		this.visible.close();
		this.connector.close();
	}

	private void disconnect() {
		RedisSession session = this.session;
		this.session = null;
		if (session != null) {
			session.close();
		}
	}

	/**
	 * What is written on a connection.
	 */
	private interface Work {

		void write(RedisSession session) throws Exception;

	}

}
