package io.github.canalspring;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.github.canalspring.event.InsertEvent;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The process that {@link LargeSnapshotIntegrationTests} starts: it reads a large table
 * beside the stream, and says how long a change of another table takes meanwhile.
 */
final class LargeSnapshotApplication {

	private static final int IDLE = 2000;

	private static final Duration PAUSE = Duration.ofMillis(5);

	private final Handlers handlers;

	private final CanalOperations operations;

	private final StringRedisTemplate redis;

	private final PreparedStatement insert;

	private int id;

	private LargeSnapshotApplication(Handlers handlers, CanalOperations operations, StringRedisTemplate redis,
			PreparedStatement insert) {
		this.handlers = handlers;
		this.operations = operations;
		this.redis = redis;
		this.insert = insert;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Beans {

		@Bean
		Handlers handlers() {
			return new Handlers();
		}

	}

	public static void main(String[] arguments) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class)
			.web(WebApplicationType.NONE)
			.run(arguments);
				Connection connection = DriverManager.getConnection(context.getEnvironment().getProperty("large.url"));
				PreparedStatement insert = connection.prepareStatement("INSERT INTO large.live VALUES (?)")) {
			new LargeSnapshotApplication(context.getBean(Handlers.class), context.getBean(CanalOperations.class),
					context.getBean(StringRedisTemplate.class), insert)
				.run();
		}
	}

	private void run() throws Exception {
		this.operations.awaitSynced(Duration.ofMinutes(5));
		tell("idle, warming up", () -> this.id < IDLE);
		tell("idle", () -> this.id < 2 * IDLE);
		for (String pipeline : List.of("handlers", "redis")) {
			long start = System.nanoTime();
			this.operations.resync(Resync.table("large.existing").in(pipeline));
			tell("resync of " + pipeline,
					() -> this.operations.status()
						.pipelines()
						.stream()
						.anyMatch((each) -> each.name().equals(pipeline) && each.snapshot() != null));
			System.out
				.println("FIGURE " + pipeline + " read all in " + (System.nanoTime() - start) / 1_000_000 + " ms");
		}
		verify();
		System.out.println("READ " + this.handlers.rows + " rows with the sum " + this.handlers.sum);
		long peak = ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
			.map(MemoryPoolMXBean::getCollectionUsage)
			.mapToLong((usage) -> usage.getUsed())
			.sum();
		System.out.println("FIGURE " + (peak >> 20) + " MiB of heap in use after the last collection");
	}

	private void verify() throws Exception {
		FutureTask<VerifyReport> verifying = new FutureTask<>(
				() -> this.operations.verify(Verify.table("large.existing").in("redis")));
		long start = System.nanoTime();
		new Thread(verifying).start();
		tell("comparing with redis", () -> !verifying.isDone());
		Verification found = verifying.get().pipelines().get(0);
		System.out.println("FIGURE compared " + found.rows() + " rows and " + found.entries() + " entries in "
				+ (System.nanoTime() - start) / 1_000_000 + " ms");
		System.out.println("DIFFERENCES " + found.differences() + " error " + found.error());
	}

	private void tell(String what, BooleanSupplier goOn) throws Exception {
		List<Long> handled = new ArrayList<>();
		List<Long> written = new ArrayList<>();
		while (goOn.getAsBoolean()) {
			CountDownLatch arrived = new CountDownLatch(1);
			int row = this.id++;
			this.handlers.waiting.put(row, arrived);
			this.insert.setInt(1, row);
			this.insert.execute();
			long committed = System.nanoTime();
			boolean first = (row & 1) == 0;
			if (first) {
				arrived.await();
				handled.add(System.nanoTime() - committed);
			}
			else {
				while (!Boolean.TRUE.equals(this.redis.hasKey("live:" + row))) {
					Thread.onSpinWait();
				}
				written.add(System.nanoTime() - committed);
			}
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		System.out.println("FIGURE " + what + ": until handled " + percentiles(handled) + "; until in Redis "
				+ percentiles(written));
	}

	private static String percentiles(List<Long> nanos) {
		Collections.sort(nanos);
		return nanos.isEmpty() ? "-" : "p50 %.2f ms, p99 %.2f ms, max %.2f ms (%d)".formatted(at(nanos, 0.5),
				at(nanos, 0.99), at(nanos, 1), nanos.size());
	}

	private static double at(List<Long> sorted, double part) {
		return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size())) / 1e6;
	}

	/** A row of the large table. */
	record Existing(long id, String name) {

	}

	/** A row of the table that changes. */
	record Live(int id) {

	}

	static class Handlers {

		private final AtomicLong rows = new AtomicLong();

		private final AtomicLong sum = new AtomicLong();

		private final Map<Integer, CountDownLatch> waiting = new ConcurrentHashMap<>();

		@CanalTable(value = "large.existing", snapshot = true)
		void existing(InsertEvent<Existing> event) {
			this.rows.incrementAndGet();
			this.sum.addAndGet(event.after().id());
		}

		@CanalTable("large.live")
		void live(InsertEvent<Live> event) {
			CountDownLatch latch = this.waiting.remove(event.after().id());
			if (latch != null) {
				latch.countDown();
			}
		}

	}

}
