package io.github.canalspring.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes temporary directories, and deletes those of processes that were killed and could
 * not do it themselves. Which these are is told by a file that each process keeps locked
 * as long as it lives.
 */
final class TemporaryDirectories {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedServer.class);

	private static final String PREFIX = "canal-server-";

	private static final String LOCK = "owner.lock";

	// So that a directory is not taken for abandoned before its owner has locked it.
	private static final Duration MINIMUM_AGE = Duration.ofMinutes(1);

	private static final Map<Path, FileChannel> OWN = new ConcurrentHashMap<>();

	private final Path root;

	private final Duration minimumAge;

	TemporaryDirectories(Path root, Duration minimumAge) {
		this.root = root;
		this.minimumAge = minimumAge;
	}

	static TemporaryDirectories ofSystem() {
		return new TemporaryDirectories(Path.of(System.getProperty("java.io.tmpdir")), MINIMUM_AGE);
	}

	Path create() throws IOException {
		deleteAbandoned();
		Path directory = Files.createTempDirectory(this.root, PREFIX).toRealPath();
		FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE);
		OWN.put(directory, channel);
		channel.lock();
		return directory;
	}

	static void delete(Path directory) throws IOException {
		FileChannel channel = OWN.remove(directory);
		if (channel != null) {
			channel.close();
		}
		DataDirectory.deleteTree(directory);
	}

	private void deleteAbandoned() {
		try (DirectoryStream<Path> others = Files.newDirectoryStream(this.root, PREFIX + "*")) {
			for (Path other : others) {
				deleteIfAbandoned(other.toRealPath());
			}
		}
		catch (IOException ex) {
			// Somebody else is deleting the same, or it is not ours to delete.
			logger.debug("Abandoned data directories in {} stay for now", this.root, ex);
		}
	}

	private void deleteIfAbandoned(Path directory) throws IOException {
		Path lock = directory.resolve(LOCK);
		// Opening and closing the lock file of one's own process would unlock it.
		if (OWN.containsKey(directory) || !Files.isWritable(lock)
				|| Files.getLastModifiedTime(lock).toInstant().isAfter(Instant.now().minus(this.minimumAge))) {
			return;
		}
		try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
			FileLock abandoned = channel.tryLock();
			if (abandoned != null) {
				DataDirectory.deleteTree(directory);
			}
		}
	}

}
