package io.github.canalspring.autoconfigure;

import java.beans.PropertyDescriptor;
import java.util.List;

import javax.sql.DataSource;

import io.github.canalspring.autoconfigure.CanalConnectionDetails.Node;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.PropertyAccessorFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.util.ClassUtils;

/**
 * The database of the application's own {@code DataSource}. Found without connecting to
 * it, so that it need not be there yet.
 *
 * @param url the JDBC URL
 * @param username the user, if known
 * @param password the user's password, if known
 */
record ApplicationDatabase(String url, @Nullable String username, @Nullable String password) {

	private static final boolean BOOT_JDBC = ClassUtils.isPresent(
			"org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails",
			ApplicationDatabase.class.getClassLoader());

	/**
	 * Find the database: Spring Boot's own connection details where it has made the
	 * {@code DataSource}, else the properties of the {@code DataSource} bean, which every
	 * pool has.
	 * @param beanFactory where to look
	 * @return the database; {@code null} if there is none, or are several of equal rank
	 */
	static @Nullable ApplicationDatabase find(ListableBeanFactory beanFactory) {
		ApplicationDatabase database = BOOT_JDBC ? BootJdbc.find(beanFactory) : null;
		if (database != null) {
			return database;
		}
		DataSource dataSource = beanFactory.getBeanProvider(DataSource.class).getIfUnique();
		return (dataSource != null) ? of(dataSource) : null;
	}

	private static @Nullable ApplicationDatabase of(DataSource dataSource) {
		if (dataSource instanceof DelegatingDataSource delegating) {
			return (delegating.getTargetDataSource() != null) ? of(delegating.getTargetDataSource()) : null;
		}
		String url = read(dataSource, "jdbcUrl", "url", "URL");
		return (url != null)
				? new ApplicationDatabase(url, read(dataSource, "username", "user"), read(dataSource, "password"))
				: null;
	}

	private static @Nullable String read(DataSource dataSource, String... names) {
		BeanWrapper bean = PropertyAccessorFactory.forBeanPropertyAccess(dataSource);
		for (String name : names) {
			PropertyDescriptor property = BeanUtils.getPropertyDescriptor(dataSource.getClass(), name);
			if (property != null && property.getReadMethod() != null && property.getPropertyType() == String.class
					&& bean.getPropertyValue(name) instanceof String value) {
				return value;
			}
		}
		return null;
	}

	/**
	 * Its servers.
	 * @return the servers; empty if it is not a MySQL or MariaDB
	 */
	List<Node> nodes() {
		return JdbcUrl.nodes(this.url);
	}

	/**
	 * What kind of database it is; the rest of a URL may hold a password.
	 */
	@Override
	public String toString() {
		int end = this.url.indexOf(':', this.url.indexOf(':') + 1);
		return (end < 0) ? "unknown" : this.url.substring(0, end);
	}

	/**
	 * Apart, because its type is optional.
	 */
	private static final class BootJdbc {

		static @Nullable ApplicationDatabase find(ListableBeanFactory beanFactory) {
			JdbcConnectionDetails details = beanFactory.getBeanProvider(JdbcConnectionDetails.class).getIfUnique();
			return (details != null)
					? new ApplicationDatabase(details.getJdbcUrl(), details.getUsername(), details.getPassword())
					: null;
		}

	}

}
