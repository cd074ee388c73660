package io.github.canalspring.checkpoint;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * Keeps each checkpoint in a file of its own. A file is replaced by renaming a synced
 * temporary one over it, so a crash leaves the old content or the new. While a name is in
 * use its lock file is held, so that a second process with the same directory fails
 * instead of both overwriting each other's position.
 */
public final class FileCheckpointStore implements CheckpointStore {

	private static final String HEADER = "canal-checkpoint ";

	private final StoreDirectory directory;

	private final Map<String, NameLock> locks = new HashMap<>();

	/**
	 * Create a store. The directory is made when it is first needed.
	 * @param directory where the files are
	 */
	public FileCheckpointStore(Path directory) {
		this.directory = new StoreDirectory(directory);
	}

	@Override
	public @Nullable String load(String name) throws IOException {
		lock(name);
		Path file = this.directory.file(name, ".position");
		try {
			return parse(file, Files.readString(file));
		}
		catch (NoSuchFileException ex) {
			return null;
		}
		catch (MalformedInputException ex) {
			throw corrupt(file);
		}
	}

	@Override
	public void save(String name, String position) throws IOException {
		if (position.isEmpty() || position.chars().anyMatch(Character::isISOControl)) {
			throw new IllegalArgumentException("A position is one line of text without control characters");
		}
		// A sink may save while its thread is interrupted, which would close channels.
		boolean interrupted = Thread.interrupted();
		try {
			lock(name);
			Path temporary = this.directory.file(name, ".tmp");
			try (FileOutputStream output = new FileOutputStream(temporary.toFile())) {
				output.write((HEADER + checksum(position) + "\n" + position + "\n").getBytes(StandardCharsets.UTF_8));
				output.getFD().sync();
			}
			this.directory.replace(this.directory.file(name, ".position"), temporary);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void release(String name) {
		synchronized (this.locks) {
			NameLock lock = this.locks.remove(name);
			if (lock != null) {
				lock.close();
			}
		}
	}

	private void lock(String name) throws IOException {
		synchronized (this.locks) {
			if (!this.locks.containsKey(name)) {
				this.directory.create();
				this.locks.put(name, NameLock.acquire(this.directory.file(name, ".lock")));
			}
		}
	}

	private static String parse(Path file, String content) throws IOException {
		String[] lines = content.split("\n", -1);
		if (lines.length != 3 || !lines[2].isEmpty() || !lines[0].equals(HEADER + checksum(lines[1]))) {
			throw corrupt(file);
		}
		return lines[1];
	}

	private static CorruptCheckpointException corrupt(Path file) {
		return new CorruptCheckpointException(
				"The checkpoint file " + file.toAbsolutePath() + " does not hold what was saved in it");
	}

	private static String checksum(String text) {
		CRC32C checksum = new CRC32C();
		checksum.update(text.getBytes(StandardCharsets.UTF_8));
		return String.format("%08x", checksum.getValue());
	}

}
