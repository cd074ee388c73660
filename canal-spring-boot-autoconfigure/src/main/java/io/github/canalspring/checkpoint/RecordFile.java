package io.github.canalspring.checkpoint;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * A file to which records are appended, each on the disk when {@link #append} returns.
 * What a crash leaves of a record that was being appended is cut off when the file is
 * opened again; a record that was there and has been damaged is reported. While it is
 * open its lock file is held. For one thread at a time; an interrupt does not close it.
 */
public final class RecordFile implements AutoCloseable {

	private static final String SUFFIX = ".records";

	private static final byte[] HEADER = "canal-records 1\n".getBytes(StandardCharsets.US_ASCII);

	/** Before each record, with its length and its checksum. */
	private static final int MARK = 0xC5_9E_17_4B;

	private static final int PREFIX = 3 * Integer.BYTES;

	private final StoreDirectory directory;

	private final Path path;

	private final NameLock lock;

	private RandomAccessFile file;

	private long end;

	private RecordFile(StoreDirectory directory, String name, NameLock lock) throws IOException {
		this.directory = directory;
		this.path = directory.file(name, SUFFIX);
		this.lock = lock;
		this.file = new RandomAccessFile(this.path.toFile(), "rw");
	}

	/**
	 * Whether a file has been made.
	 * @param directory the folder
	 * @param name the file's name
	 * @return whether it is there
	 */
	public static boolean exists(Path directory, String name) {
		return Files.exists(new StoreDirectory(directory).file(name, SUFFIX));
	}

	/**
	 * Open a file, making it if it is not there.
	 * @param directory the folder, made if it is missing
	 * @param name the file's name; any text
	 * @param reader gets the records in their order
	 * @return the file
	 * @throws CorruptCheckpointException if a record has been damaged
	 * @throws IOException if the file cannot be opened, or is in use by another process
	 */
	public static RecordFile open(Path directory, String name, Reader reader) throws IOException {
		StoreDirectory folder = new StoreDirectory(directory);
		folder.create();
		NameLock lock = NameLock.acquire(folder.file(name, SUFFIX + ".lock"));
		RecordFile file = null;
		try {
			file = new RecordFile(folder, name, lock);
			file.load(reader);
			return file;
		}
		catch (IOException | RuntimeException ex) {
			if (file != null) {
				file.file.close();
			}
			lock.close();
			throw ex;
		}
	}

	private void load(Reader reader) throws IOException {
		if (this.file.length() < HEADER.length) {
			this.file.setLength(0);
			this.file.write(HEADER);
			this.file.getFD().sync();
			this.directory.sync();
			this.end = HEADER.length;
			return;
		}
		try (DataInputStream input = new DataInputStream(
				new BufferedInputStream(Files.newInputStream(this.path), 1 << 16))) {
			if (!Arrays.equals(input.readNBytes(HEADER.length), HEADER)) {
				throw corrupt(0);
			}
			this.end = HEADER.length;
			byte[] payload = next(input);
			while (payload != null) {
				reader.record(this.end + PREFIX, payload);
				this.end += PREFIX + payload.length;
				payload = next(input);
			}
		}
		if (this.end < this.file.length()) {
			cutTail();
		}
	}

	/** The next record; {@code null} if what follows is none, or nothing follows. */
	private byte @Nullable [] next(DataInputStream input) throws IOException {
		long left = this.file.length() - this.end - PREFIX;
		if (left < 0 || input.readInt() != MARK) {
			return null;
		}
		int length = input.readInt();
		int checksum = input.readInt();
		if (length < 0 || length > left) {
			return null;
		}
		byte[] payload = input.readNBytes(length);
		return (checksum(payload) == checksum) ? payload : null;
	}

	/** Only the last record can be half there; one behind it means damage. */
	private void cutTail() throws IOException {
		byte[] tail = read(this.end, Math.toIntExact(this.file.length() - this.end));
		ByteBuffer buffer = ByteBuffer.wrap(tail);
		for (int at = 1; at <= tail.length - PREFIX; at++) {
			if (buffer.getInt(at) == MARK) {
				int length = buffer.getInt(at + Integer.BYTES);
				if (length >= 0 && length <= tail.length - PREFIX - at
						&& checksum(Arrays.copyOfRange(tail, at + PREFIX, at + PREFIX + length)) == buffer
							.getInt(at + 2 * Integer.BYTES)) {
					throw corrupt(this.end);
				}
			}
		}
		this.file.setLength(this.end);
		this.file.getFD().sync();
	}

	private CorruptCheckpointException corrupt(long offset) {
		return new CorruptCheckpointException("The file " + this.path.toAbsolutePath() + " does not hold at byte "
				+ offset + " what was saved in it");
	}

	/**
	 * Append a record.
	 * @param payload its content
	 * @return where in the file the content starts, for {@link #read}
	 * @throws IOException if it is not on the disk; the file is as before
	 */
	public long append(byte[] payload) throws IOException {
		long start = this.end;
		try {
			write(this.file, start, payload);
			this.file.getFD().sync();
		}
		catch (IOException ex) {
			try {
				this.file.setLength(start);
			}
			catch (IOException more) {
				ex.addSuppressed(more);
			}
			throw ex;
		}
		this.end = start + PREFIX + payload.length;
		return start + PREFIX;
	}

	private static void write(RandomAccessFile file, long at, byte[] payload) throws IOException {
		file.seek(at);
		file.write(ByteBuffer.allocate(PREFIX + payload.length)
			.putInt(MARK)
			.putInt(payload.length)
			.putInt(checksum(payload))
			.put(payload)
			.array());
	}

	/**
	 * Read what was appended.
	 * @param offset where to start
	 * @param length how many bytes
	 * @return the bytes
	 * @throws IOException if they cannot be read
	 */
	public byte[] read(long offset, int length) throws IOException {
		byte[] bytes = new byte[length];
		this.file.seek(offset);
		this.file.readFully(bytes);
		return bytes;
	}

	/**
	 * Put other records in the place of all.
	 * @param records how many
	 * @param payloads gives their contents; may read this file
	 * @return where each content starts
	 * @throws IOException if that fails; the file is as before
	 */
	public List<Long> replace(int records, Payloads payloads) throws IOException {
		Path temporary = this.path.resolveSibling(this.path.getFileName() + ".tmp");
		Files.deleteIfExists(temporary);
		List<Long> offsets = new ArrayList<>();
		long length = HEADER.length;
		try (RandomAccessFile replacement = new RandomAccessFile(temporary.toFile(), "rw")) {
			replacement.write(HEADER);
			for (int index = 0; index < records; index++) {
				byte[] payload = payloads.payload(index);
				write(replacement, length, payload);
				offsets.add(length + PREFIX);
				length += PREFIX + payload.length;
			}
			replacement.getFD().sync();
		}
		this.file.close();
		try {
			this.directory.replace(this.path, temporary);
			this.end = length;
		}
		finally {
			this.file = new RandomAccessFile(this.path.toFile(), "rw");
		}
		return offsets;
	}

	/**
	 * The length of the file.
	 * @return the bytes that it takes
	 */
	public long length() {
		return this.end;
	}

	private static int checksum(byte[] payload) {
		CRC32C checksum = new CRC32C();
		checksum.update(payload);
		return (int) checksum.getValue();
	}

	@Override
	public void close() throws IOException {
		try {
			this.file.close();
		}
		finally {
			this.lock.close();
		}
	}

	/**
	 * Gets the records of a file that is opened.
	 */
	public interface Reader {

		/**
		 * A record.
		 * @param offset where in the file its content starts
		 * @param payload its content
		 * @throws IOException if it cannot be understood
		 */
		void record(long offset, byte[] payload) throws IOException;

	}

	/**
	 * Gives the records that take the place of all.
	 */
	public interface Payloads {

		/**
		 * The content of a record.
		 * @param index its number, from zero
		 * @return its content
		 * @throws IOException if it cannot be read
		 */
		byte[] payload(int index) throws IOException;

	}

}
