package io.github.canalspring;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.github.canalspring.event.InsertEvent;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * The process that {@link BoundedMemoryIntegrationTests} starts: it reads until the row
 * of the table {@code big.last} comes, and says what came before.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class BoundedMemoryApplication {

	@Bean
	Handlers handlers() {
		return new Handlers();
	}

	public static void main(String[] arguments) throws InterruptedException {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(BoundedMemoryApplication.class)
			.web(WebApplicationType.NONE)
			.run(arguments)) {
			Handlers handlers = context.getBean(Handlers.class);
			handlers.last.await();
			System.out.println("RECEIVED " + handlers.rows + " rows with the sum " + handlers.sum + ", "
					+ handlers.binary + " bytes, " + handlers.text + " characters");
		}
	}

	/** A row of many. */
	record Small(long id, String name) {

	}

	/** A row with all that there is in one. */
	record Large(int id, byte[] content, String text) {

	}

	static class Handlers {

		private final AtomicLong rows = new AtomicLong();

		private final AtomicLong sum = new AtomicLong();

		private final AtomicLong binary = new AtomicLong();

		private final AtomicLong text = new AtomicLong();

		private final CountDownLatch last = new CountDownLatch(1);

		@CanalTable("big.small")
		void small(InsertEvent<Small> event) {
			this.rows.incrementAndGet();
			this.sum.addAndGet(event.after().id());
		}

		@CanalTable("big.large")
		void large(InsertEvent<Large> event) {
			// Slower than the reader, which must not pile up the rows that follow.
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
			this.binary.addAndGet(event.after().content().length);
			this.text.addAndGet(event.after().text().length());
		}

		@CanalTable("big.last")
		void last(InsertEvent<Small> event) {
			this.last.countDown();
		}

	}

}
