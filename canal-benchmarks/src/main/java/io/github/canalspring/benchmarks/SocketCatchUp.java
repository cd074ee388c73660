package io.github.canalspring.benchmarks;

import java.io.EOFException;
import java.io.IOException;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;

/**
 * The ceiling of reading: takes the packets off the connection and looks at nothing in
 * them but the names of tables, to find the rows between the phases.
 */
final class SocketCatchUp implements Subject {

	@Override
	public Measurement run(Task task) throws IOException, InterruptedException {
		Progress progress = new Progress(task.workload());
		Endpoints endpoints = task.endpoints();
		BinaryLogClient client = new BinaryLogClient(endpoints.databaseHost(), endpoints.databasePort(),
				endpoints.canalUser(), endpoints.canalPassword());
		client.setServerId(4711);
		client.setKeepAlive(false);
		client.setBinlogFilename("");
		client.setEventDeserializer(new Packets(progress, task.workload()));
		Thread thread = new Thread(() -> SubjectProcess.orFail(client::connect), "socket");
		thread.setDaemon(true);
		thread.start();
		try {
			return progress.await();
		}
		finally {
			client.disconnect();
		}
	}

	/**
	 * Reads the connection to its end once it is asked for the first event.
	 */
	private static final class Packets extends EventDeserializer {

		private static final int EVENT_HEAD = 19;

		private static final int LENGTH_IN_EVENT = 9;

		private static final int TYPE_IN_EVENT = 4;

		private static final int TABLE_MAP = 19;

		/** Of a table map event, what stands before the length of the table's name. */
		private static final int TABLE_LENGTH = EVENT_HEAD + 8 + 1 + ProductTable.DATABASE.length() + 1;

		/** Of a packet: its length, its number, and whether it is an error. */
		private static final int PACKET_HEAD = 5;

		/** The client hands on at once what is asked for in such a piece. */
		private static final int PIECE = 512 << 10;

		private final Progress progress;

		private final long[] marks;

		private final byte[] buffer = new byte[2 * PIECE];

		private int limit;

		private int mark;

		Packets(Progress progress, Workload workload) {
			this.progress = progress;
			long[] ends = workload.phaseEnds();
			this.marks = new long[] { 1, ends[0], ends[1], ends[2] };
		}

		@Override
		public Event nextEvent(ByteArrayInputStream input) throws IOException {
			int position = 0;
			int length = 0;
			while (!this.progress.isDone()) {
				if (length == 0 && this.limit - position >= EVENT_HEAD) {
					// The first one, whose packet the client has begun to read.
					length = number(position + LENGTH_IN_EVENT, 4);
				}
				else if (length < 0 && this.limit - position >= PACKET_HEAD) {
					length = number(position, 3) - 1;
					position += PACKET_HEAD;
				}
				if (length > 0 && this.limit - position >= length) {
					look(position);
					position += length;
					length = -1;
				}
				else if (length >= 0 || this.limit - position < PACKET_HEAD) {
					System.arraycopy(this.buffer, position, this.buffer, 0, this.limit - position);
					this.limit -= position;
					position = 0;
					read(input);
				}
			}
			throw new EOFException("All is read");
		}

		private void read(ByteArrayInputStream input) throws IOException {
			int count = input.read(this.buffer, this.limit, this.buffer.length - this.limit);
			if (count < 0) {
				throw new EOFException("The server ended the stream");
			}
			this.limit += count;
		}

		private void look(int event) {
			if (this.buffer[event + TYPE_IN_EVENT] == TABLE_MAP
					&& this.buffer[event + TABLE_LENGTH] == ProductTable.MARK_NAME.length()) {
				this.progress.reached(this.marks[this.mark++]);
			}
		}

		private int number(int position, int bytes) {
			int number = 0;
			for (int index = 0; index < bytes; index++) {
				number |= (this.buffer[position + index] & 0xFF) << 8 * index;
			}
			return number;
		}

	}

}
