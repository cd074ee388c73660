package io.github.canalspring.sample;

import java.time.Instant;

import io.github.canalspring.CanalTable;
import io.github.canalspring.event.RowEvent;

import org.springframework.stereotype.Component;

/**
 * Is called with every change of the shop's tables, whoever made it.
 */
@Component
class ShopHandlers {

	private final LiveEvents events;

	private final DelayMeter delays;

	ShopHandlers(LiveEvents events, DelayMeter delays) {
		this.events = events;
		this.delays = delays;
	}

	@CanalTable("shop.product")
	void product(RowEvent<Product> event) {
		Instant handledAt = Instant.now();
		this.events.publish("change", ChangeView.of(event, event.row().id(), handledAt));
		this.delays.measure(event, handledAt);
	}

	@CanalTable("shop.category")
	void category(RowEvent<Category> event) {
		this.events.publish("change", ChangeView.of(event, event.row().id(), Instant.now()));
	}

}
