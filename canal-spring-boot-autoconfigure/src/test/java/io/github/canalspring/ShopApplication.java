package io.github.canalspring;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.EventMetadata;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.UpdateEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * An application as users write it.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ShopApplication {

	@Bean
	Handlers handlers(Received received) {
		return new Handlers(received);
	}

	/**
	 * A row of the product table.
	 */
	record Product(long id, String sku, @Nullable String name, BigDecimal price, int stock) {

	}

	/**
	 * What the handlers have got, in this run of the application and those before.
	 */
	static class Received {

		private final Map<Long, Product> rows = new ConcurrentHashMap<>();

		private final List<String> eventIds = new CopyOnWriteArrayList<>();

		void begin(Map<Long, Product> existing) {
			this.rows.putAll(existing);
		}

		Map<Long, Product> rows() {
			return new TreeMap<>(this.rows);
		}

		List<String> eventIds() {
			return this.eventIds;
		}

	}

	@CanalTable("${shop.table}")
	static class Handlers {

		private final Received received;

		Handlers(Received received) {
			this.received = received;
		}

		@CanalTable
		void created(InsertEvent<Product> event, EventMetadata metadata) {
			this.received.rows.put(event.after().id(), event.after());
			this.received.eventIds.add(metadata.eventId());
		}

		@CanalTable
		void changed(UpdateEvent<Product> event) {
			this.received.rows.remove(event.before().id());
			this.received.rows.put(event.after().id(), event.after());
			this.received.eventIds.add(event.metadata().eventId());
		}

		@CanalTable
		void removed(DeleteEvent<Product> event) {
			this.received.rows.remove(event.before().id());
			this.received.eventIds.add(event.metadata().eventId());
		}

	}

}
