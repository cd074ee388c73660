package io.github.canalspring.sample;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The products' copies: one beside the other, and searched.
 */
@RestController
class CopiesController {

	private final ProductRepository products;

	private final ProductCache cache;

	private final ProductIndex index;

	private final DelayMeter delays;

	private final JsonMapper jsonMapper;

	CopiesController(ProductRepository products, ProductCache cache, ProductIndex index, DelayMeter delays,
			JsonMapper jsonMapper) {
		this.products = products;
		this.cache = cache;
		this.index = index;
		this.delays = delays;
		this.jsonMapper = jsonMapper;
	}

	@GetMapping("/api/products/{id}/copies")
	ProductCopies copies(@PathVariable long id) {
		@Nullable Product product = this.products.find(id).orElse(null);
		@Nullable JsonNode mysql = (product != null) ? json(product) : null;
		@Nullable JsonNode redis = this.cache.find(id);
		@Nullable JsonNode elasticsearch = this.index.find(id);
		boolean same = Objects.equals(mysql, redis) && Objects.equals(mysql, elasticsearch);
		return new ProductCopies(mysql, redis, elasticsearch, this.delays.lagOf(id, product, same));
	}

	/** By way of the text, so that it equals a tree that was read from text. */
	private JsonNode json(Product product) {
		return this.jsonMapper.readTree(this.jsonMapper.writeValueAsBytes(product));
	}

	@GetMapping("/api/products/search")
	List<Product> search(@RequestParam String q) {
		return this.index.search(q);
	}

}
