package io.github.canalspring.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.CanalTimeoutException;
import io.github.canalspring.Resync;
import io.github.canalspring.Verification;
import io.github.canalspring.Verify;
import io.github.canalspring.VerifyReport;
import io.github.canalspring.source.SourceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the test tells its child by a line each: {@code resync TABLE [PIPELINE]},
 * {@code resync TABLE FROM TO}, {@code verify TABLE [PIPELINE]} or
 * {@code replay PIPELINE}. When there can be no more, the child ends: whatever happens to
 * the test, it does not stay.
 */
final class Orders {

	private static final Logger logger = LoggerFactory.getLogger(Orders.class);

	private final CompletableFuture<CanalOperations> operations = new CompletableFuture<>();

	Orders() {
		start("orders", this::read);
	}

	/** They can be obeyed from now on. */
	void give(CanalOperations canal) {
		this.operations.complete(canal);
	}

	private static void start(String name, Runnable runnable) {
		Thread thread = new Thread(runnable, name);
		thread.setDaemon(true);
		thread.start();
	}

	private void read() {
		try {
			BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
			for (String line = input.readLine(); line != null; line = input.readLine()) {
				String[] words = line.split(" ");
				start(line, () -> this.operations.thenAccept((canal) -> obey(canal, words)));
			}
		}
		catch (IOException ex) {
			// As good as the end.
		}
		Runtime.getRuntime().halt(1);
	}

	private static void resync(CanalOperations canal, String[] words) throws InterruptedException {
		Resync resync = Resync.table(words[1]);
		canal.resync(switch (words.length) {
			case 2 -> resync;
			case 3 -> resync.in(words[2]);
			default -> resync.between(words[2], words[3]);
		});
	}

	private static void obey(CanalOperations canal, String[] words) {
		try {
			if (words[0].equals("replay")) {
				canal.replayParked(words[1]);
			}
			else if (words[0].equals("verify")) {
				Verify verify = Verify.table(words[1]);
				VerifyReport report = canal.verify((words.length == 2) ? verify : verify.in(words[2]));
				// What could not be compared to the end tells of no difference.
				boolean done = report.differences() > 0
						|| report.pipelines().stream().allMatch(Verification::isComplete);
				logger.info(done ? "{}: {}" : "{} is not done: {}", String.join(" ", words),
						report.isConsistent() ? "consistent" : report);
			}
			else {
				resync(canal, words);
			}
		}
		catch (CanalTimeoutException | IllegalArgumentException | SourceException ex) {
			// Nobody takes it while all is down, or while the table is not there.
			logger.info("{} is not done: {}", String.join(" ", words), ex.getMessage());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
