package io.github.canalspring.checkpoint;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FileCheckpointStore}.
 */
class FileCheckpointStoreTests {

	private static final String NAME = "shop-handlers";

	@TempDir
	Path parent;

	private FileCheckpointStore store;

	@BeforeEach
	void open() {
		this.store = new FileCheckpointStore(this.parent.resolve("data/canal"));
	}

	@AfterEach
	void release() {
		this.store.release(NAME);
	}

	@Test
	void givesBackWhatWasSavedLast() throws IOException {
		assertThat(this.store.load(NAME)).isNull();
		this.store.save(NAME, "mysql-bin.000001:4");
		this.store.save(NAME, "mysql-bin.000002:1547 gtid=é");
		assertThat(this.store.load(NAME)).isEqualTo("mysql-bin.000002:1547 gtid=é");
		this.store.release(NAME);
		open();
		assertThat(this.store.load(NAME)).isEqualTo("mysql-bin.000002:1547 gtid=é");
		assertThat(files()).containsExactlyInAnyOrder("shop-handlers.position", "shop-handlers.lock");
	}

	@Test
	void makesNoDirectoryBeforeItIsNeeded() {
		assertThat(this.parent).isEmptyDirectory();
	}

	@Test
	void ignoresWhatACrashLeftOfASave() throws IOException {
		this.store.save(NAME, "mysql-bin.000001:4");
		this.store.release(NAME);
		Files.writeString(directory().resolve("shop-handlers.tmp"), "canal-checkp");
		open();
		assertThat(this.store.load(NAME)).isEqualTo("mysql-bin.000001:4");
		this.store.save(NAME, "mysql-bin.000001:5");
		assertThat(this.store.load(NAME)).isEqualTo("mysql-bin.000001:5");
	}

	@Test
	void ignoresALockFileWhoseProcessIsGone() throws IOException {
		Files.createDirectories(directory());
		Files.writeString(directory().resolve("shop-handlers.lock"), "");
		assertThat(this.store.load(NAME)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\0\0\0\0\0\0\0\0", "mysql-bin.000001:4\n", "canal-checkpoint 00000000\na\n",
			"canal-checkpoint", "canal-checkpoint c1d04330\na", "canal-checkpoint c1d04330\nb\n",
			"canal-checkpoint c1d04330\na\na\n" })
	void refusesWhatItHasNotSaved(String content) throws IOException {
		Files.createDirectories(directory());
		Path file = directory().resolve("shop-handlers.position");
		Files.writeString(file, content);
		assertThatExceptionOfType(CorruptCheckpointException.class).isThrownBy(() -> this.store.load(NAME))
			.withMessage("The checkpoint file " + file + " does not hold what was saved in it");
	}

	@Test
	void refusesBytesThatAreNotText() throws IOException {
		Files.createDirectories(directory());
		Files.write(directory().resolve("shop-handlers.position"), new byte[] { (byte) 0xff, (byte) 0xfe, 0x00 });
		assertThatExceptionOfType(CorruptCheckpointException.class).isThrownBy(() -> this.store.load(NAME));
	}

	@Test
	void refusesToSaveMoreThanALine() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.save(NAME, "a\nb"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.store.save(NAME, ""));
	}

	@Test
	void keepsNamesApartWhateverTheyAre() throws IOException {
		List<String> names = List.of("shop", "Shop", "../shop", "a/b", "a%2fb", "a b", "a+b", "^shop", ".", "..", "a.b",
				"商店", "*");
		for (String name : names) {
			this.store.save(name, "at " + name);
		}
		for (String name : names) {
			assertThat(this.store.load(name)).isEqualTo("at " + name);
			this.store.release(name);
		}
		assertThat(files().stream().map((file) -> file.toLowerCase(Locale.ROOT)).distinct()).hasSize(2 * names.size());
		try (Stream<Path> all = Files.list(this.parent)) {
			assertThat(all).containsExactly(this.parent.resolve("data"));
		}
	}

	@Test
	void noticesASecondUserOfAName() throws IOException {
		this.store.load(NAME);
		FileCheckpointStore second = new FileCheckpointStore(directory());
		assertThatIOException().isThrownBy(() -> second.load(NAME))
			.withMessageContaining("is in use by another application")
			.withMessageContaining("canal.checkpoint.directory");
		assertThatIOException().isThrownBy(() -> second.save(NAME, "a"));
		second.save("other", "b");
		this.store.release(NAME);
		assertThat(second.load(NAME)).isNull();
		second.release(NAME);
		second.release("other");
	}

	@Test
	void noticesAnotherProcessUntilItIsKilled() throws Exception {
		Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), OtherProcess.class.getName(), directory().toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader output = other.inputReader()) {
			assertThat(output.readLine()).isEqualTo("saved");
			assertThatIOException().isThrownBy(() -> this.store.load(NAME))
				.withMessageContaining("is in use by another application");
		}
		finally {
			other.destroyForcibly().waitFor();
		}
		assertThat(this.store.load(NAME)).isEqualTo("by another process");
	}

	@Test
	void savesOnAnInterruptedThread() throws IOException {
		Thread.currentThread().interrupt();
		this.store.save(NAME, "a");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.store.load(NAME)).isEqualTo("a");
	}

	private Path directory() {
		return this.parent.resolve("data/canal");
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(directory())) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	/**
	 * Saves a checkpoint and stays.
	 */
	static class OtherProcess {

		public static void main(String[] arguments) throws Exception {
			new FileCheckpointStore(Path.of(arguments[0])).save(NAME, "by another process");
			System.out.println("saved");
			new CountDownLatch(1).await();
		}

	}

}
