package io.github.canalspring.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

import org.jspecify.annotations.Nullable;

/**
 * A server's folder: its data, and its log beside it.
 */
record DataDirectory(Path path, boolean temporary) {

	static DataDirectory of(@Nullable Path given) {
		try {
			if (given == null) {
				return new DataDirectory(TemporaryDirectories.ofSystem().create(), true);
			}
			return new DataDirectory(Files.createDirectories(given).toRealPath(), false);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Could not create the data directory "
					+ ((given != null) ? given : "in " + System.getProperty("java.io.tmpdir")), ex);
		}
	}

	Path log() {
		return this.path.resolve("server.log");
	}

	/** Deletes what nobody asked to keep. */
	void discard() {
		if (this.temporary) {
			try {
				TemporaryDirectories.delete(this.path);
			}
			catch (IOException ex) {
				throw new UncheckedIOException("Could not delete the temporary data directory " + this.path, ex);
			}
		}
	}

	/** Copies a folder with all that is in it, to where nothing is yet. */
	static void copyTree(Path from, Path to) throws IOException {
		Files.walkFileTree(from, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
					throws IOException {
				return copy(directory);
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				return copy(file);
			}

			private FileVisitResult copy(Path path) throws IOException {
				Files.copy(path, to.resolve(from.relativize(path)), StandardCopyOption.COPY_ATTRIBUTES,
						LinkOption.NOFOLLOW_LINKS);
				return FileVisitResult.CONTINUE;
			}

		});
	}

	static void deleteTree(Path root) throws IOException {
		if (!Files.exists(root)) {
			return;
		}
		Files.walkFileTree(root, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				Files.deleteIfExists(file);
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFileFailed(Path file, IOException ex) {
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException ex) throws IOException {
				Files.deleteIfExists(directory);
				return FileVisitResult.CONTINUE;
			}

		});
	}

}
