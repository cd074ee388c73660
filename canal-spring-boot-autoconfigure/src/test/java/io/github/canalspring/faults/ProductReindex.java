package io.github.canalspring.faults;

import io.github.canalspring.CanalOperations;
import io.github.canalspring.Resync;

import org.springframework.stereotype.Component;

@Component
class ProductReindex {

	private final CanalOperations operations;

	ProductReindex(CanalOperations operations) {
		this.operations = operations;
	}

	void start() throws InterruptedException {
		this.operations.resync(Resync.table("shop.product").rebuild());
	}

}
