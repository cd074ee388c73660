package io.github.canalspring.benchmarks;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.alibaba.otter.canal.client.CanalConnector;
import com.alibaba.otter.canal.client.CanalConnectors;
import com.alibaba.otter.canal.protocol.CanalEntry;
import com.alibaba.otter.canal.protocol.CanalEntry.EntryType;
import com.alibaba.otter.canal.protocol.Message;
import com.alibaba.otter.canal.protocol.exception.CanalClientException;

/**
 * Canal's own client in the loop of its example: counts the rows, which stay texts.
 */
final class CanalClientCatchUp implements Subject {

	/** As in the example; the server counts KiB. */
	private static final int BATCH_SIZE = 5 * 1024;

	private static final int ATTEMPTS = 20;

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(250);

	private static final long IDLE = TimeUnit.MILLISECONDS.toNanos(1);

	@Override
	public Measurement run(Task task) throws Exception {
		Progress progress = new Progress(task.workload());
		CanalConnector client = CanalConnectors.newSingleConnector(
				new InetSocketAddress(task.endpoints().databaseHost(), task.endpoints().canalServerPort()),
				task.directory().getFileName().toString(), "canal", "canal");
		subscribe(client);
		while (!progress.isDone()) {
			progress.checkPatience();
			Message message = client.getWithoutAck(BATCH_SIZE);
			if (message.getId() == -1 || message.getEntries().isEmpty()) {
				LockSupport.parkNanos(IDLE);
				continue;
			}
			for (CanalEntry.Entry entry : message.getEntries()) {
				// What the server reads before it has the filter is not filtered.
				if (entry.getEntryType() == EntryType.ROWDATA
						&& entry.getHeader().getTableName().equals(ProductTable.NAME)) {
					CanalEntry.RowChange change = CanalEntry.RowChange.parseFrom(entry.getStoreValue());
					change.getRowDatasList().forEach((row) -> progress.row());
				}
			}
			client.ack(message.getId());
		}
		client.disconnect();
		return progress.measurement();
	}

	/**
	 * The client rolls back before it subscribes, which a destination that does not run
	 * yet refuses.
	 */
	private static void subscribe(CanalConnector client) {
		for (int attempt = 1;; attempt++) {
			try {
				client.connect();
				client.subscribe(ProductTable.DATABASE + "\\." + ProductTable.NAME);
				return;
			}
			catch (CanalClientException ex) {
				if (attempt == ATTEMPTS) {
					throw ex;
				}
				client.disconnect();
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

}
