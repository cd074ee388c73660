package io.github.canalspring.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The folder in which unpacked servers and new data directories are kept. An entry is
 * either complete or not there, whatever happens to the process that makes it, and is
 * made once, however many threads and processes ask at the same time.
 */
final class ServerCache {

	// A file lock is held by a whole JVM; among its threads this one decides.
	private static final Object IN_THIS_JVM = new Object();

	private final Path root;

	ServerCache(Path root) {
		this.root = root;
	}

	static ServerCache configured(ServersConfiguration configuration) {
		return new ServerCache(configuration.get(ServersConfiguration.CACHE)
			.map(Path::of)
			.orElseGet(() -> configuration.home().resolve(".cache").resolve("canal-embedded-servers")));
	}

	/** The folder of this name; the first time it is filled by {@code filling}. */
	Path entry(String name, Filling filling) {
		Path entry = this.root.resolve(name);
		if (Files.isDirectory(entry)) {
			return entry;
		}
		try {
			Files.createDirectories(this.root);
			synchronized (IN_THIS_JVM) {
				return fillLocked(entry, name, filling);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"Could not make " + name + " in " + this.root + " (another folder can be "
							+ "named by the system property " + ServersConfiguration.CACHE + "): " + ex.getMessage(),
					ex);
		}
	}

	private Path fillLocked(Path entry, String name, Filling filling) throws IOException {
		try (FileChannel channel = FileChannel.open(this.root.resolve(name + ".lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE)) {
			// Released when the channel is closed.
			channel.lock();
			if (Files.isDirectory(entry)) {
				return entry;
			}
			deleteLeftovers(name);
			Path unfinished = Files.createTempDirectory(this.root, "." + name + "-");
			try {
				filling.fill(unfinished);
				return Files.move(unfinished, entry, StandardCopyOption.ATOMIC_MOVE);
			}
			finally {
				DataDirectory.deleteTree(unfinished);
			}
		}
	}

	/** Of processes that were killed while they held the lock that this one has now. */
	private void deleteLeftovers(String name) throws IOException {
		try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(this.root, "." + name + "-*")) {
			for (Path leftover : leftovers) {
				DataDirectory.deleteTree(leftover);
			}
		}
	}

	/**
	 * Fills a new entry of the cache.
	 */
	@FunctionalInterface
	interface Filling {

		void fill(Path directory) throws IOException;

	}

}
