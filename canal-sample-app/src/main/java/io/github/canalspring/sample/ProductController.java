package io.github.canalspring.sample;

import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The products in MySQL.
 */
@RestController
@RequestMapping("/api")
class ProductController {

	private final ProductRepository products;

	ProductController(ProductRepository products) {
		this.products = products;
	}

	@GetMapping("/products")
	ProductPage list(@RequestParam(defaultValue = "0") @Min(0) int page,
			@RequestParam(defaultValue = "20") @Min(1) @Max(200) int size) {
		return this.products.list(page, size);
	}

	@GetMapping("/products/{id}")
	Product get(@PathVariable long id) {
		return this.products.find(id).orElseThrow(() -> notFound(id));
	}

	@PostMapping("/products")
	ResponseEntity<Product> create(@Valid @RequestBody ProductForm form) {
		Product product = this.products.create(form);
		return ResponseEntity.created(URI.create("/api/products/" + product.id())).body(product);
	}

	@PutMapping("/products/{id}")
	Product update(@PathVariable long id, @Valid @RequestBody ProductForm form) {
		return this.products.update(id, form).orElseThrow(() -> notFound(id));
	}

	@DeleteMapping("/products/{id}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void delete(@PathVariable long id) {
		if (!this.products.delete(id)) {
			throw notFound(id);
		}
	}

	@GetMapping("/categories")
	List<Category> categories() {
		return this.products.categories();
	}

	private static ResponseStatusException notFound(long id) {
		return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no product " + id);
	}

}
