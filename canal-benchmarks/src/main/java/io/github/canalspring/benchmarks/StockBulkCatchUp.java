package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;

/**
 * The binlog client and Elasticsearch's client as both come: maps in bulk requests of
 * 1000, one after the other.
 */
final class StockBulkCatchUp implements Subject {

	private static final int BULK = 1_000;

	@Override
	public Measurement run(Task task) throws IOException, InterruptedException {
		Progress progress = new Progress(task.workload());
		Rest5Client client = Rest5Client.builder(URI.create(task.endpoints().elasticsearch())).build();
		try (ElasticsearchClient elasticsearch = new ElasticsearchClient(
				new Rest5ClientTransport(client, new Jackson3JsonpMapper()));
				BinlogLoop loop = new BinlogLoop(task, ProductTable.NAME, new Writer(elasticsearch, task, progress))) {
			loop.startFromEarliest();
			return progress.await();
		}
	}

	/**
	 * Collects and sends.
	 */
	private static final class Writer implements BinlogLoop.RowConsumer {

		private final List<BulkOperation> operations = new ArrayList<>();

		private final ElasticsearchClient elasticsearch;

		private final Progress progress;

		private final NaiveRow rows;

		private final long total;

		private long received;

		Writer(ElasticsearchClient elasticsearch, Task task, Progress progress) {
			this.elasticsearch = elasticsearch;
			this.progress = progress;
			this.rows = new NaiveRow(task.endpoints().mariaDb());
			this.total = task.workload().changes();
		}

		@Override
		public void written(Serializable[] row, long version) throws IOException {
			String id = Long.toString(this.rows.id(row));
			Map<String, Object> document = this.rows.map(row);
			add(BulkOperation.of((bulk) -> bulk.index((index) -> index.index(ElasticsearchStore.INDEX)
				.id(id)
				.version(version)
				.versionType(VersionType.ExternalGte)
				.document(document))));
		}

		@Override
		public void deleted(Serializable[] row, long version) throws IOException {
			String id = Long.toString(this.rows.id(row));
			add(BulkOperation.of((bulk) -> bulk.delete((delete) -> delete.index(ElasticsearchStore.INDEX)
				.id(id)
				.version(version)
				.versionType(VersionType.ExternalGte))));
		}

		private void add(BulkOperation operation) throws IOException {
			this.operations.add(operation);
			this.received++;
			// One that knows when it ends need not wait for a timer.
			if (this.operations.size() == BULK || this.received == this.total) {
				BulkResponse response = this.elasticsearch.bulk((bulk) -> bulk.operations(this.operations));
				if (response.errors()) {
					throw new IllegalStateException("Elasticsearch refused some of a bulk request");
				}
				this.operations.clear();
				this.progress.reached(this.received);
			}
		}

	}

}
