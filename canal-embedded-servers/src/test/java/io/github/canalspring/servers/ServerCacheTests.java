package io.github.canalspring.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServerCacheTests {

	@TempDir
	Path root;

	@Test
	void anEntryIsFilledOnceHoweverManyThreadsAsk() throws Exception {
		AtomicInteger fillings = new AtomicInteger();
		ServerCache.Filling filling = (target) -> {
			fillings.incrementAndGet();
			Files.writeString(target.resolve("file"), "content");
		};
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Callable<Path> use = () -> new ServerCache(this.root).entry("server", filling);
			for (Future<Path> entry : threads.invokeAll(Collections.nCopies(32, use))) {
				assertThat(entry.get().resolve("file")).hasContent("content");
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(fillings).hasValue(1);
	}

	@Test
	void anEntryIsFilledOnceHoweverManyProcessesAsk() throws Exception {
		Path fillings = Files.createFile(this.root.resolve("fillings"));
		List<Process> processes = Stream.generate(() -> OtherJvm.start(CacheUser.class, this.root.toString()))
			.limit(3)
			.toList();
		for (Process process : processes) {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		assertThat(fillings).hasContent("filled");
	}

	@Test
	void aFailedFillingLeavesNothing() throws IOException {
		ServerCache cache = new ServerCache(this.root);
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> cache.entry("server", (target) -> {
			Files.writeString(target.resolve("half"), "");
			throw new IOException("disk full");
		}))
			.withMessageContaining("Could not make server in " + this.root)
			.withMessageContaining("canal.servers.cache")
			.withMessageContaining("disk full");
		assertThat(names()).containsExactly("server.lock");
		assertThat(cache.entry("server", (target) -> {
		})).isDirectory();
	}

	@Test
	void leftoversOfKilledProcessesAreDeleted() throws IOException {
		Files.createDirectories(this.root.resolve(".server-123/bin"));
		Files.createDirectories(this.root.resolve(".other-123"));
		new ServerCache(this.root).entry("server", (target) -> {
		});
		assertThat(names()).containsExactlyInAnyOrder("server", "server.lock", ".other-123");
	}

	private List<String> names() throws IOException {
		try (Stream<Path> content = Files.list(this.root)) {
			return content.map((each) -> each.getFileName().toString()).toList();
		}
	}

	/** Run in processes of its own. */
	static final class CacheUser {

		private CacheUser() {
		}

		public static void main(String[] arguments) {
			Path root = Path.of(arguments[0]);
			new ServerCache(root).entry("server", (target) -> Files.writeString(root.resolve("fillings"),
					Files.readString(root.resolve("fillings")) + "filled"));
		}

	}

}
