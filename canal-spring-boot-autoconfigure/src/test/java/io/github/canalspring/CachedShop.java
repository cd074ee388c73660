package io.github.canalspring;

import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An application that caches what it reads from tables.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableCaching
class CachedShop {

	@Bean
	Products products(DataSource dataSource) {
		return new Products(JdbcClient.create(dataSource));
	}

	/**
	 * A row.
	 */
	record Product(long id, int version) implements Serializable {

		Product {
			if (version < 0) {
				throw new IllegalArgumentException("Version " + version + " is below zero");
			}
		}

	}

	/**
	 * Reads rows of three tables through the caches of the same names.
	 */
	static class Products {

		private final JdbcClient database;

		private volatile Runnable afterRead = () -> {
		};

		private final AtomicInteger reads = new AtomicInteger();

		Products(JdbcClient database) {
			this.database = database;
		}

		@Cacheable("guarded")
		public Product guarded(long id) {
			return read("guarded", id);
		}

		@Cacheable(cacheNames = "guarded", sync = true)
		public Product guardedInStep(long id) {
			return read("guarded", id);
		}

		@Cacheable(cacheNames = "guarded", sync = true)
		public CompletableFuture<Product> guardedLater(long id) {
			return CompletableFuture.supplyAsync(() -> read("guarded", id));
		}

		@Cacheable("plain")
		public Product plain(long id) {
			return read("plain", id);
		}

		@Cacheable("written")
		public Product written(long id) {
			return read("written", id);
		}

		/** Have something done between a read and the fill. */
		void afterRead(Runnable action) {
			this.afterRead = action;
		}

		int reads() {
			return this.reads.get();
		}

		Product read(String table, long id) {
			Product product = this.database.sql("SELECT id, version FROM cached." + table + " WHERE id = ?")
				.param(id)
				.query((row, number) -> new Product(row.getLong(1), row.getInt(2)))
				.optional()
				.orElse(null);
			this.reads.incrementAndGet();
			this.afterRead.run();
			return product;
		}

	}

}
