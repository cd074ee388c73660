package io.github.canalspring.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * Positions and dumps from the past, down to the first minute of the stage, for what goes
 * back to them.
 */
final class Memories {

	private static final int MOST = 50;

	private final Stage stage;

	private final List<Positions> positions = new ArrayList<>();

	private final List<RedisDump> dumps = new ArrayList<>();

	Memories(Stage stage) {
		this.stage = stage;
	}

	/** Remember how it is now; what is away is not remembered. */
	void add(Random random) {
		add(this.positions, random, () -> new Positions(Files.readAllBytes(this.stage.handlersPosition()),
				new ElasticsearchCopies(this.stage.elasticsearch).positions()));
		if (this.stage.cluster == null) {
			add(this.dumps, random, () -> RedisDump.of(this.stage.redis()));
		}
	}

	/** The first is never forgotten. */
	private static <T> void add(List<T> all, Random random, Look<T> look) {
		try {
			T now = look.take();
			if (all.size() == MOST) {
				all.remove(1 + random.nextInt(MOST - 1));
			}
			all.add(now);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (RuntimeException ex) {
			// What was remembered before is older still.
		}
	}

	/** Those of some time ago, often the oldest; {@code null} if there are none. */
	@Nullable Positions positions(Random random) {
		return any(this.positions, random);
	}

	/** One of some time ago, often the oldest; {@code null} if there is none. */
	@Nullable RedisDump dump(Random random) {
		return any(this.dumps, random);
	}

	private static <T> @Nullable T any(List<T> all, Random random) {
		return all.isEmpty() ? null : all.get(random.nextBoolean() ? 0 : random.nextInt(all.size()));
	}

	/**
	 * The positions that are not kept with their data.
	 *
	 * @param handlers the file of the handlers' position
	 * @param elasticsearch the documents of Elasticsearch's, by id
	 */
	record Positions(byte[] handlers, Map<String, String> elasticsearch) {

	}

	/**
	 * A look at how it is.
	 */
	private interface Look<T> {

		T take() throws IOException;

	}

}
