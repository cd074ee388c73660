package io.github.canalspring.checkpoint;

import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

	private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

	private final Path directory;

	private final Map<String, NameLock> locks = new HashMap<>();

	/**
	 * Create a store. The directory is made when it is first needed.
	 * @param directory where the files are
	 */
	public FileCheckpointStore(Path directory) {
		this.directory = directory;
	}

	@Override
	public @Nullable String load(String name) throws IOException {
		lock(name);
		Path file = file(name, ".position");
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
			Path temporary = file(name, ".tmp");
			try (FileOutputStream output = new FileOutputStream(temporary.toFile())) {
				output.write((HEADER + checksum(position) + "\n" + position + "\n").getBytes(StandardCharsets.UTF_8));
				output.getFD().sync();
			}
			Files.move(temporary, file(name, ".position"), StandardCopyOption.ATOMIC_MOVE,
					StandardCopyOption.REPLACE_EXISTING);
			syncDirectory();
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
				Files.createDirectories(this.directory);
				this.locks.put(name, NameLock.acquire(file(name, ".lock")));
			}
		}
	}

	private void syncDirectory() throws IOException {
		if (WINDOWS) {
			return; // A directory cannot be opened there; NTFS logs the rename itself.
		}
		try (FileChannel channel = FileChannel.open(this.directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/**
	 * Names become file names one to one: what is not a letter, digit, dash or underscore
	 * is percent-encoded, and capitals are marked for file systems that ignore case.
	 */
	private Path file(String name, String suffix) {
		StringBuilder encoded = new StringBuilder();
		for (char character : URLEncoder.encode(name, StandardCharsets.UTF_8).toCharArray()) {
			if (character == '.' || character == '*') {
				encoded.append(String.format("%%%02x", (int) character));
			}
			else if (character >= 'A' && character <= 'Z') {
				encoded.append('^').append(Character.toLowerCase(character));
			}
			else {
				encoded.append(character);
			}
		}
		return this.directory.resolve(encoded + suffix);
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
