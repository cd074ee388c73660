package io.github.canalspring.sink.elasticsearch;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.sink.ChangesRefusedException;
import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.RefusedChange;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
import io.github.canalspring.source.Leftovers;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.RebuildStep;
import io.github.canalspring.source.StartFrom;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Elasticsearch indices equal to tables. Every document carries the version of the
 * change that wrote it ({@code external_gte}), so an older write never replaces a newer
 * one; the position is kept in a document beside them, written once what it covers is
 * acknowledged.
 * <p>
 * Elasticsearch 8 and 9 are served alike, because requests are plain JSON. Versions do
 * not stop an old write from bringing back a deleted document, since Elasticsearch
 * forgets deletions after a minute; order does: one thread applies batches one after the
 * other, and what fails is applied again as a whole, with the same end.
 */
public final class ElasticsearchSink implements Sink {

	/** The index that keeps positions, if no other is given. */
	public static final String CHECKPOINT_INDEX = "canal-checkpoint";

	private static final Logger log = LoggerFactory.getLogger(ElasticsearchSink.class);

	private final List<ElasticsearchMapping> mappings;

	private final Function<TableId, @Nullable TableSchema> tables;

	private final RestApi api;

	private final ServerCheck server;

	private final Coverage coverage;

	private final Indices indices;

	private final Rebuilds rebuilds;

	private final CheckpointKeeper checkpoint;

	private final StoreWatch watch;

	private final BatchSender sender;

	private final BatchDocuments documents;

	/** Mappings whose indices lack rows from before the position. */
	private List<ElasticsearchMapping> unfilled = List.of();

	private boolean startsOver;

	/**
	 * Create a sink.
	 * @param destination the stream's name; with the sink's name it is the id of the
	 * document that keeps the position
	 * @param client the application's client, which stays open
	 * @param timeout how long a request may take before it is given up and tried again
	 * @param limits how much is sent at a time
	 * @param mappings what becomes documents of which index
	 * @param tables tells the columns of a table whose index is missing; {@code null} to
	 * make the index with the table's first change
	 * @param checkpointIndex the index that keeps the position; made if it is missing
	 */
	public ElasticsearchSink(String destination, Rest5Client client, Duration timeout, BulkLimits limits,
			List<ElasticsearchMapping> mappings, Function<TableId, @Nullable TableSchema> tables,
			String checkpointIndex) {
		this.mappings = List.copyOf(mappings);
		this.tables = tables;
		RestApi api = new RestApi(client, timeout);
		this.api = api;
		this.server = new ServerCheck(api);
		this.coverage = new Coverage(this.mappings);
		this.indices = new Indices(new IndexRequests(api));
		this.rebuilds = new Rebuilds(api, this.mappings, tables, this.indices);
		this.documents = new BatchDocuments(this.mappings, this.indices, this.rebuilds);
		this.checkpoint = new CheckpointKeeper(
				new CheckpointDocument(api, checkpointIndex, destination + "-" + name()));
		this.watch = new StoreWatch(this.checkpoint, this.indices);
		this.sender = new BatchSender(this.documents,
				new BulkSender(api, limits, this.watch, this.rebuilds::tolerates));
	}

	@Override
	public String name() {
		return "elasticsearch";
	}

	@Override
	public boolean wants(TableId table) {
		return this.mappings.stream().anyMatch((mapping) -> mapping.table().matches(table));
	}

	@Override
	public List<TableId> tables() {
		return this.mappings.stream().map(ElasticsearchMapping::tableId).filter(Objects::nonNull).distinct().toList();
	}

	@Override
	public StartFrom defaultStart() {
		return new StartFrom.Snapshot();
	}

	/**
	 * Find the position, and make the indices that are missing. Those that the position
	 * does not speak for, because their mapping is new or they are others than when it
	 * was kept, lack rows from before.
	 */
	@Override
	public @Nullable String load() throws InterruptedException {
		this.server.version();
		this.server.pipelines(this.mappings);
		this.documents.reset();
		CheckpointDocument.Stored stored = this.checkpoint.load();
		this.indices.reset(this.coverage.names(stored));
		this.rebuilds.reset((stored != null) ? this.coverage.built(stored, this.indices) : Set.of());
		this.unfilled = (stored != null) ? this.coverage.missing(stored, this.indices) : List.of();
		for (ElasticsearchMapping mapping : this.mappings) {
			prepare(mapping);
		}
		if (!this.unfilled.isEmpty()) {
			log.warn("Indices {} are new, or were deleted, since the position was kept",
					this.unfilled.stream().map(ElasticsearchMapping::index).distinct().toList());
		}
		this.watch.trust();
		this.startsOver = stored == null || !this.unfilled.isEmpty();
		return (stored != null) ? stored.position() : null;
	}

	private void prepare(ElasticsearchMapping mapping) throws InterruptedException {
		TableId id = mapping.tableId();
		String index = mapping.index().toString();
		if (mapping.index().isFixed() && this.indices.exists(index)) {
			this.indices.tellIfChanged(mapping, index);
		}
		else if (id != null && mapping.index().isFixed()) {
			TableSchema table = this.tables.apply(id);
			if (table != null) {
				this.indices.prepare(mapping, index, table);
			}
		}
	}

	@Override
	public boolean isFilled(TableId table) {
		return this.unfilled.stream().noneMatch((mapping) -> mapping.table().matches(table));
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws ChangesRefusedException, InterruptedException {
		this.watch.beforeBatch();
		int done = 0;
		for (int end = 1; end <= batches.size(); end++) {
			RebuildStep step = batches.get(end - 1).step();
			if (step == null && end < batches.size()) {
				continue;
			}
			List<RefusedChange> refused = this.sender.send(batches.subList(done, end));
			this.rebuilds.settle();
			if (!refused.isEmpty()) {
				throw new ChangesRefusedException(end, refused);
			}
			if (step != null) {
				take(step);
			}
			done = end;
		}
		this.checkpoint.save(batches.get(batches.size() - 1).position().text(), this.coverage.of(this.indices));
		if (this.startsOver || batches.stream().anyMatch(ChangeBatch::milestone)) {
			// Before anything is written behind it. If the next start found no position
			// either, documents of rows that are deleted meanwhile would stay.
			this.checkpoint.awaitSaved();
			this.startsOver = false;
		}
		this.watch.applied();
	}

	private List<RefusedChange> send(PendingDocuments pending) throws InterruptedException {
		List<RefusedChange> refused = this.sender.send(pending);
		this.rebuilds.settle();
		return refused;
	}

	private void take(RebuildStep step) throws InterruptedException {
		Rebuild rebuild = step.rebuild();
		switch (step.kind()) {
			case BEGIN -> this.rebuilds.begin(rebuild);
			case FILL -> send(this.documents.filling(step.rows()));
			case CHECK -> {
				PendingDocuments pending = this.documents.filling(step.rows());
				this.rebuilds.check(pending);
				send(pending);
			}
			case SWITCH -> {
				this.watch.check();
				this.rebuilds.putInPlace(rebuild);
				this.documents.reset();
			}
			case DROP -> {
				this.watch.check();
				this.rebuilds.dropOld(rebuild);
			}
		}
	}

	@Override
	public Rebuild plan(List<TableId> asked, List<TableId> all, boolean keepOld) throws InterruptedException {
		return new RebuildPlan(this.api, this.mappings).make(asked, all, keepOld);
	}

	@Override
	public boolean isBuilding(Rebuild rebuild) {
		return this.rebuilds.isBuilding(rebuild);
	}

	@Override
	public boolean wantsEveryChange() {
		return false;
	}

	@Override
	public void check() throws InterruptedException {
		this.watch.check();
	}

	@Override
	public Entries entries() {
		return new IndexEntries(this.api, this.mappings, this.rebuilds);
	}

	@Override
	public Comparison comparison() {
		return new DocumentComparison(this.api, this.mappings, this.indices, this.rebuilds);
	}

	@Override
	public void mend(List<Change> rows, Leftovers leftovers, Position position) throws Exception {
		this.watch.beforeBatch();
		ChangeBatch batch = new ChangeBatch(rows, position, Instant.now(), 0, Set.of(), leftovers, false);
		PendingDocuments pending = this.documents.of(List.of(batch));
		new FutureVersions(this.api).delete(pending.keys(), leftovers.version());
		List<RefusedChange> refused = send(pending);
		if (!refused.isEmpty()) {
			throw new ChangesRefusedException(List.of(batch), refused);
		}
		this.watch.applied();
	}

	@Override
	public void flush() throws InterruptedException {
		this.indices.refresh();
	}

	/**
	 * Write the last position. The client is the application's and stays open.
	 */
	@Override
	public void close() {
		this.checkpoint.close();
	}

}
