package io.github.canalspring.sample;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fills the shop the first time: when it has no category.
 */
@Component
@DependsOnDatabaseInitialization
class ShopData implements InitializingBean {

	private static final Logger logger = LoggerFactory.getLogger(ShopData.class);

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final Resource file;

	ShopData(JdbcTemplate jdbc, TransactionTemplate transaction, @Value("classpath:products.csv") Resource file) {
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.file = file;
	}

	@Override
	public void afterPropertiesSet() throws IOException {
		if (Integer.valueOf(0).equals(this.jdbc.queryForObject("select count(*) from category", Integer.class))) {
			List<String[]> products = this.file.getContentAsString(StandardCharsets.UTF_8)
				.lines()
				.skip(1)
				.map((line) -> line.split(";"))
				.toList();
			this.transaction.executeWithoutResult((status) -> insert(products));
			logger.info("Created {} products", products.size());
		}
	}

	/** The columns of the file: category, sku, name, price, cost price, stock. */
	private void insert(List<String[]> products) {
		LinkedHashSet<String> categories = new LinkedHashSet<>();
		products.forEach((product) -> categories.add(product[0]));
		this.jdbc.batchUpdate("insert into category (name) values (?)",
				categories.stream().map((name) -> new Object[] { name }).toList());
		this.jdbc.batchUpdate("""
				insert into product (category_id, sku, name, price, cost_price, stock)
				values ((select id from category where name = ?), ?, ?, ?, ?, ?)""",
				products.stream()
					.map((product) -> new Object[] { product[0], product[1], product[2], new BigDecimal(product[3]),
							new BigDecimal(product[4]), Integer.valueOf(product[5]) })
					.toList());
	}

}
