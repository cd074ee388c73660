package io.github.canalspring.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;

/**
 * The lock on one checkpoint file, held through a lock file beside it. The lock file
 * stays when the lock is let go: removing it would let two processes hold locks on two
 * files of that name.
 */
final class NameLock implements AutoCloseable {

	private final FileChannel channel;

	private NameLock(FileChannel channel) {
		this.channel = channel;
	}

	static NameLock acquire(Path file) throws IOException {
		FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		try {
			if (tryLock(channel) != null) {
				return new NameLock(channel);
			}
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
		channel.close();
		throw new IOException("The checkpoint " + file.toAbsolutePath()
				+ " is in use by another application: give each instance a canal.checkpoint.directory of its own,"
				+ " or run one instance");
	}

	private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
		try {
			return channel.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null; // Held by another store in this JVM.
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
