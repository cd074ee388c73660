package io.github.canalspring.benchmarks;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.RotateEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;

/**
 * The loop around the binlog client that tutorials show, with the client as it comes.
 */
final class BinlogLoop implements AutoCloseable {

	private final BinaryLogClient client;

	private final String table;

	private final RowConsumer rows;

	private long tableId = -1;

	private long fileNumber;

	BinlogLoop(Task task, String table, RowConsumer rows) {
		this.table = table;
		this.rows = rows;
		Endpoints endpoints = task.endpoints();
		this.client = new BinaryLogClient(endpoints.databaseHost(), endpoints.databasePort(), endpoints.canalUser(),
				endpoints.canalPassword());
		this.client.setServerId(4711);
		this.client.setKeepAlive(false);
		// The client only logs what a listener throws, and goes on.
		this.client.registerEventListener((event) -> SubjectProcess.orFail(() -> onEvent(event)));
		this.client.registerLifecycleListener(new FailureListener());
	}

	/** Reads from the first binlog there is. */
	void startFromEarliest() {
		this.client.setBinlogFilename("");
		start();
	}

	/** Reads what is committed from now on. */
	void start() {
		Thread thread = new Thread(() -> SubjectProcess.orFail(this.client::connect), "binlog");
		thread.setDaemon(true);
		thread.start();
	}

	private void onEvent(Event event) throws Exception {
		EventData data = event.getData();
		if (data instanceof TableMapEventData map) {
			if (map.getTable().equals(this.table) && map.getDatabase().equals(ProductTable.DATABASE)) {
				this.tableId = map.getTableId();
			}
		}
		else if (data instanceof RotateEventData rotate) {
			String file = rotate.getBinlogFilename();
			this.fileNumber = Long.parseLong(file.substring(file.lastIndexOf('.') + 1));
		}
		else if (data instanceof WriteRowsEventData write && write.getTableId() == this.tableId) {
			for (Serializable[] row : write.getRows()) {
				this.rows.written(row, version(event));
			}
		}
		else if (data instanceof UpdateRowsEventData update && update.getTableId() == this.tableId) {
			List<Map.Entry<Serializable[], Serializable[]>> rows = update.getRows();
			for (Map.Entry<Serializable[], Serializable[]> row : rows) {
				this.rows.written(row.getValue(), version(event));
			}
		}
		else if (data instanceof DeleteRowsEventData delete && delete.getTableId() == this.tableId) {
			for (Serializable[] row : delete.getRows()) {
				this.rows.deleted(row, version(event));
			}
		}
	}

	private long version(Event event) {
		return this.fileNumber << 34 | ((EventHeaderV4) event.getHeader()).getNextPosition();
	}

	@Override
	public void close() throws IOException {
		this.client.disconnect();
	}

	/**
	 * Without it, the client's failures would look like a slow server.
	 */
	private static final class FailureListener extends BinaryLogClient.AbstractLifecycleListener {

		@Override
		public void onCommunicationFailure(BinaryLogClient client, Exception ex) {
			SubjectProcess.fail(ex);
		}

		@Override
		public void onEventDeserializationFailure(BinaryLogClient client, Exception ex) {
			SubjectProcess.fail(ex);
		}

	}

	/**
	 * What is done with a row, on the client's thread.
	 */
	interface RowConsumer {

		void written(Serializable[] row, long version) throws Exception;

		void deleted(Serializable[] row, long version) throws Exception;

	}

}
