package io.github.canalspring.parking;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import io.github.canalspring.checkpoint.RecordFile;
import io.github.canalspring.source.Change;

/**
 * The file of parked changes: what was parked and what was taken out again, one record
 * for all that happened at once. Not for several threads.
 */
final class ParkingLog implements AutoCloseable {

	private static final int PARKED = 'P';

	private static final int REMOVED = 'R';

	private final RecordFile file;

	private final ChangeFormat format = new ChangeFormat();

	/**
	 * Open the file, making it if it is not there.
	 * @param directory its folder
	 * @param name its name
	 * @param parked gets each change that was parked
	 * @param removed gets the number of each that was taken out
	 */
	ParkingLog(Path directory, String name, Consumer<ParkedChange> parked, LongConsumer removed) throws IOException {
		this.file = RecordFile.open(directory, name, (offset, payload) -> read(offset, payload, parked, removed));
	}

	private static void read(long offset, byte[] payload, Consumer<ParkedChange> parked, LongConsumer removed)
			throws IOException {
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
		int kind = in.readByte();
		for (int left = in.readInt(); left > 0; left--) {
			if (kind == REMOVED) {
				removed.accept(in.readLong());
				continue;
			}
			ParkedChange change = read(in, offset + payload.length);
			parked.accept(change);
			in.skipNBytes(change.length());
		}
	}

	private static ParkedChange read(DataInputStream in, long end) throws IOException {
		ValueInput values = new ValueInput(in);
		long number = in.readLong();
		long version = in.readLong();
		long rowNumber = in.readLong();
		String eventId = values.text();
		String table = values.text();
		List<String> keys = new ArrayList<>();
		for (int left = in.readInt(); left > 0; left--) {
			keys.add(values.text());
		}
		String position = values.text();
		Instant parkedAt = Instant.ofEpochMilli(in.readLong());
		String reason = values.text();
		int length = in.readInt();
		return new ParkedChange(number, version, rowNumber, eventId, table, keys, position, parkedAt, reason,
				end - in.available(), length);
	}

	/** The bytes of a change, to be handed to {@link #park}. */
	byte[] format(Change change) throws IOException {
		return this.format.write(change);
	}

	/**
	 * Write changes, all or none.
	 * @param changes where they are kept, with no offset yet
	 * @param contents their bytes
	 * @return the same with offsets
	 */
	List<ParkedChange> park(List<ParkedChange> changes, List<byte[]> contents) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		long[] offsets = write(changes, contents, new DataOutputStream(bytes));
		long start = this.file.append(bytes.toByteArray());
		List<ParkedChange> parked = new ArrayList<>();
		for (int index = 0; index < offsets.length; index++) {
			parked.add(changes.get(index).at(start + offsets[index]));
		}
		return parked;
	}

	private static long[] write(List<ParkedChange> changes, List<byte[]> contents, DataOutputStream out)
			throws IOException {
		ValueOutput values = new ValueOutput(out);
		long[] offsets = new long[changes.size()];
		out.writeByte(PARKED);
		out.writeInt(changes.size());
		for (int index = 0; index < offsets.length; index++) {
			ParkedChange change = changes.get(index);
			out.writeLong(change.number());
			out.writeLong(change.version());
			out.writeLong(change.rowNumber());
			values.text(change.eventId());
			values.text(change.table());
			out.writeInt(change.keys().size());
			for (String key : change.keys()) {
				values.text(key);
			}
			values.text(change.position());
			out.writeLong(change.parkedAt().toEpochMilli());
			values.text(change.reason());
			out.writeInt(change.length());
			offsets[index] = out.size();
			out.write(contents.get(index));
		}
		return offsets;
	}

	void remove(Collection<ParkedChange> changes) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		DataOutputStream out = new DataOutputStream(bytes);
		out.writeByte(REMOVED);
		out.writeInt(changes.size());
		for (ParkedChange change : changes) {
			out.writeLong(change.number());
		}
		this.file.append(bytes.toByteArray());
	}

	Change read(ParkedChange change) throws IOException {
		return this.format.read(this.file.read(change.offset(), change.length()));
	}

	long length() {
		return this.file.length();
	}

	/**
	 * Write the file anew with these changes only.
	 * @return the same with their new offsets
	 */
	List<ParkedChange> compact(List<ParkedChange> changes) throws IOException {
		long[] within = new long[changes.size()];
		List<Long> starts = this.file.replace(within.length, (index) -> {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			ParkedChange change = changes.get(index);
			within[index] = write(List.of(change), List.of(this.file.read(change.offset(), change.length())),
					new DataOutputStream(bytes))[0];
			return bytes.toByteArray();
		});
		List<ParkedChange> moved = new ArrayList<>();
		for (int index = 0; index < within.length; index++) {
			moved.add(changes.get(index).at(starts.get(index) + within[index]));
		}
		return moved;
	}

	@Override
	public void close() throws IOException {
		this.file.close();
	}

}
