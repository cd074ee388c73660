package io.github.canalspring.autoconfigure;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ApplicationDatabase}.
 */
class ApplicationDatabaseTests {

	private static final String URL = "jdbc:mysql://db1:3307/shop";

	private final DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();

	@Test
	void takesSpringBootsConnectionDetails() {
		register("dataSource", hikari("jdbc:mysql://other/shop"));
		register("details", new JdbcConnectionDetails() {

			@Override
			public String getUsername() {
				return "shop";
			}

			@Override
			public String getPassword() {
				return "secret";
			}

			@Override
			public String getJdbcUrl() {
				return URL;
			}

		});
		assertThat(find()).isEqualTo(new ApplicationDatabase(URL, "shop", "secret"));
	}

	@Test
	void readsThePropertiesOfAPool() {
		register("dataSource", hikari(URL));
		assertThat(find()).isEqualTo(new ApplicationDatabase(URL, "shop", "secret"));
	}

	@Test
	void readsThePropertiesOfASimpleDataSource() {
		register("dataSource", new DriverManagerDataSource(URL, "shop", "secret"));
		assertThat(find()).isEqualTo(new ApplicationDatabase(URL, "shop", "secret"));
	}

	@Test
	void looksBehindAProxy() {
		register("dataSource", new LazyConnectionDataSourceProxy(hikari(URL)));
		assertThat(find()).isEqualTo(new ApplicationDatabase(URL, "shop", "secret"));
	}

	@Test
	void doesNotChooseAmongSeveral() {
		register("dataSource", hikari(URL));
		register("other", hikari("jdbc:mysql://other/shop"));
		assertThat(find()).isNull();
	}

	@Test
	void findsNothingInADataSourceWithoutUrl() {
		register("dataSource", mock(DataSource.class));
		assertThat(find()).isNull();
		register("empty", new SimpleDriverDataSource());
		assertThat(find()).isNull();
	}

	@Test
	void showsNeitherUrlNorPassword() {
		assertThat(new ApplicationDatabase("jdbc:mysql://u:secret@db1/shop?password=secret", "shop", "secret"))
			.hasToString("jdbc:mysql");
		assertThat(new ApplicationDatabase("garbage", null, null)).hasToString("unknown");
	}

	private @Nullable ApplicationDatabase find() {
		return ApplicationDatabase.find(this.beanFactory);
	}

	private void register(String name, Object bean) {
		this.beanFactory.registerSingleton(name, bean);
	}

	private static HikariDataSource hikari(String url) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(url);
		dataSource.setUsername("shop");
		dataSource.setPassword("secret");
		return dataSource;
	}

}
