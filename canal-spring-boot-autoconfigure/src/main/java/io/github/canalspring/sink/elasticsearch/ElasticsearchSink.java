package io.github.canalspring.sink.elasticsearch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Entries;
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

	/** No server comes back empty faster than this. */
	private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int OLDEST_SERVER = 8;

	private final List<ElasticsearchMapping> mappings;

	private final Function<TableId, TableSchema> tables;

	private final RestApi api;

	private final Indices indices;

	private final CheckpointDocument checkpoint;

	private final BulkSender sender;

	private final Map<TableId, Bound> bound = new HashMap<>();

	/** For whoever looks for documents. */
	private final Map<TableSchema, List<TableDocuments>> looked = new WeakHashMap<>();

	private boolean doubtful;

	private boolean startsOver;

	private long lastApplied = System.nanoTime();

	private long lastCheck = System.nanoTime();

	/**
	 * Create a sink that keeps its position in the index {@value #CHECKPOINT_INDEX}.
	 * @param destination the stream's name; with the sink's name it is the id of the
	 * document that keeps the position
	 * @param client the application's client, which stays open
	 * @param mappings what becomes documents of which index
	 * @param tables tells the columns of a table whose index is missing
	 * @param timeout how long a request may take before it is given up and tried again
	 */
	public ElasticsearchSink(String destination, Rest5Client client, List<ElasticsearchMapping> mappings,
			Function<TableId, TableSchema> tables, Duration timeout) {
		this(destination, client, mappings, tables, timeout, CHECKPOINT_INDEX);
	}

	/**
	 * Create a sink.
	 * @param destination the stream's name; with the sink's name it is the id of the
	 * document that keeps the position
	 * @param client the application's client, which stays open
	 * @param mappings what becomes documents of which index
	 * @param tables tells the columns of a table whose index is missing
	 * @param timeout how long a request may take before it is given up and tried again
	 * @param checkpointIndex the index that keeps the position; made if it is missing
	 */
	public ElasticsearchSink(String destination, Rest5Client client, List<ElasticsearchMapping> mappings,
			Function<TableId, TableSchema> tables, Duration timeout, String checkpointIndex) {
		this.mappings = List.copyOf(mappings);
		this.tables = tables;
		this.api = new RestApi(client, timeout);
		this.indices = new Indices(this.api);
		this.checkpoint = new CheckpointDocument(this.api, checkpointIndex, destination + "-" + name());
		this.sender = new BulkSender(this.api);
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
	 * Find the position, and make the indices that are missing. If the position does not
	 * speak for one, because its mapping is new or the index is another one than when the
	 * position was kept, rows from before are missing in it, and the position is void.
	 */
	@Override
	public @Nullable String load() throws InterruptedException {
		checkServer();
		this.indices.reset();
		this.bound.clear();
		CheckpointDocument.Stored stored = this.checkpoint.load();
		Set<String> incomplete = new LinkedHashSet<>();
		for (ElasticsearchMapping mapping : this.mappings) {
			String index = mapping.index();
			String uuid = this.indices.uuid(index);
			if (stored != null && !stored.covers(index, uuid)) {
				incomplete.add(index);
			}
			TableId table = mapping.tableId();
			if (table != null && uuid.isEmpty()) {
				this.indices.prepare(mapping, this.tables.apply(table));
			}
		}
		this.doubtful = false;
		this.lastCheck = System.nanoTime();
		if (stored != null && !incomplete.isEmpty()) {
			log.warn("Starting over: indices {} are new, or were deleted, since position {} was kept", incomplete,
					stored.position());
			stored = null;
		}
		this.startsOver = stored == null;
		return (stored != null) ? stored.position() : null;
	}

	private void checkServer() throws InterruptedException {
		RestAnswer answer = this.api.call("GET", "/", "");
		if (answer.status() == 401) {
			throw answer.failure();
		}
		String number = answer.json().path("version").path("number").asString("");
		String distribution = answer.json().path("version").path("distribution").asString("elasticsearch");
		if (!answer.ok() || number.isEmpty()) {
			log.info("The search server does not tell its version: status {}", answer.status());
			return;
		}
		log.info("Connected to {} {}", distribution, number);
		int major = Integer.parseInt(number.substring(0, number.indexOf('.')));
		if (distribution.equals("elasticsearch") && major < OLDEST_SERVER) {
			throw new SinkException("Elasticsearch " + number + " is too old",
					"Point spring.elasticsearch.uris to a server of version 8 or 9.");
		}
	}

	@Override
	public void apply(List<ChangeBatch> batches) throws InterruptedException {
		verify();
		this.doubtful = true;
		try {
			PendingDocuments pending = collect(batches);
			pending.sendTo(this.sender);
			this.sender.finish();
		}
		finally {
			this.sender.reset();
		}
		this.checkpoint.save(batches.get(batches.size() - 1).position().text(), this.indices.uuids());
		if (this.startsOver || batches.stream().anyMatch(ChangeBatch::milestone)) {
			// Before anything is written behind it. If the next start found no position
			// either, documents of rows that are deleted meanwhile would stay.
			this.checkpoint.awaitSaved();
			this.startsOver = false;
		}
		this.doubtful = false;
		this.lastApplied = System.nanoTime();
	}

	@Override
	public void check() throws InterruptedException {
		this.checkpoint.verify();
		this.indices.verify();
		this.lastCheck = System.nanoTime();
		this.lastApplied = this.lastCheck;
	}

	/**
	 * Find out before writing whether the server still has what was written to it. While
	 * changes keep coming, each write of the checkpoint tells the same.
	 */
	private void verify() throws InterruptedException {
		long now = System.nanoTime();
		if (this.doubtful || this.checkpoint.failed() || now - this.lastApplied > TRUSTED_NANOS) {
			this.checkpoint.verify();
			this.indices.verify();
			this.lastCheck = now;
		}
		else if (now - this.lastCheck > TRUSTED_NANOS) {
			this.indices.verify();
			this.lastCheck = now;
		}
	}

	@Override
	public Entries entries() {
		return new IndexEntries(this.api, this::mappings,
				(table) -> this.mappings.stream()
					.filter((mapping) -> mapping.table().matches(table.id()))
					.map(ElasticsearchMapping::index)
					.toList());
	}

	/** Nothing is made for these, unlike when documents are written. */
	private List<TableDocuments> mappings(TableSchema table) {
		return this.looked.computeIfAbsent(table,
				(key) -> this.mappings.stream()
					.filter((mapping) -> mapping.table().matches(table.id()))
					.map((mapping) -> new TableDocuments(mapping, table))
					.toList());
	}

	private PendingDocuments collect(List<ChangeBatch> batches) throws InterruptedException {
		PendingDocuments pending = new PendingDocuments();
		for (ChangeBatch batch : batches) {
			for (Change change : batch.changes()) {
				for (TableDocuments documents : documents(change.schema())) {
					documents.collect(change, pending);
				}
			}
			batch.leftovers()
				.entries()
				.forEach((entry) -> pending.delete((DocumentKey) entry, batch.leftovers().version()));
		}
		return pending;
	}

	private List<TableDocuments> documents(TableSchema table) throws InterruptedException {
		Bound known = this.bound.get(table.id());
		if (known == null || known.table() != table) {
			known = bind(table);
			this.bound.put(table.id(), known);
		}
		return known.documents();
	}

	private Bound bind(TableSchema table) throws InterruptedException {
		List<TableDocuments> documents = new ArrayList<>();
		for (ElasticsearchMapping mapping : this.mappings) {
			if (mapping.table().matches(table.id())) {
				this.indices.prepare(mapping, table);
				documents.add(new TableDocuments(mapping, table));
			}
		}
		return new Bound(table, documents);
	}

	@Override
	public void flush() throws InterruptedException {
		Set<String> names = new LinkedHashSet<>(this.mappings.stream().map(ElasticsearchMapping::index).toList());
		RestAnswer answer = this.api
			.start("POST", "/" + String.join(",", names) + "/_refresh", Map.of("ignore_unavailable", "true"), "")
			.await();
		if (!answer.ok()) {
			throw answer.failure();
		}
	}

	/**
	 * Write the last position. The client is the application's and stays open.
	 */
	@Override
	public void close() {
		this.checkpoint.close();
	}

	private record Bound(TableSchema table, List<TableDocuments> documents) {

	}

}
