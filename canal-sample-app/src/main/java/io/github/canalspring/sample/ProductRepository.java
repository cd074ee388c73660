package io.github.canalspring.sample;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

/**
 * Reads and writes products and categories in MySQL. Nothing here knows that there are
 * copies.
 */
@Repository
class ProductRepository {

	private static final String SELECT = "select id, sku, name, price, stock, category_id, updated_at from product ";

	private final JdbcClient jdbc;

	ProductRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<Product> find(long id) {
		return this.jdbc.sql(SELECT + "where id = ?").param(id).query(Product.class).optional();
	}

	ProductPage list(int page, int size) {
		List<Product> items = this.jdbc.sql(SELECT + "order by id desc limit ? offset ?")
			.param(size)
			.param((long) page * size)
			.query(Product.class)
			.list();
		long total = this.jdbc.sql("select count(*) from product").query(Long.class).single();
		return new ProductPage(items, page, size, total);
	}

	List<Category> categories() {
		return this.jdbc.sql("select id, name from category order by name").query(Category.class).list();
	}

	Product create(ProductForm form) {
		KeyHolder key = new GeneratedKeyHolder();
		this.jdbc.sql("""
				insert into product (sku, name, price, stock, category_id)
				values (:sku, :name, :price, :stock, :categoryId)""").paramSource(form).update(key);
		return find(Objects.requireNonNull(key.getKey()).longValue()).orElseThrow();
	}

	/**
	 * Change a product.
	 * @param id its id
	 * @param form all its new values
	 * @return the product as it is now; empty if there is none of that id
	 */
	Optional<Product> update(long id, ProductForm form) {
		this.jdbc.sql("update product set sku = ?, name = ?, price = ?, stock = ?, category_id = ? where id = ?")
			.params(form.sku(), form.name(), form.price(), form.stock(), form.categoryId(), id)
			.update();
		return find(id);
	}

	boolean delete(long id) {
		return this.jdbc.sql("delete from product where id = ?").param(id).update() > 0;
	}

}
