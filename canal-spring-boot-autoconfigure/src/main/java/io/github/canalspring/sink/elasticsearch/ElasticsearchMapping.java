package io.github.canalspring.sink.elasticsearch;

import java.util.regex.Pattern;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

import org.springframework.util.PatternMatchUtils;

/**
 * Which table becomes documents of which index. Several mappings may share a table or an
 * index.
 *
 * @param table the table as {@code database.table}; {@code *} stands for any run of
 * characters within a name
 * @param index the index or alias to write to; made from the table's types where it is
 * missing
 * @param id the documents' ids; they must be unique within the index, so tables that
 * share one need an id such as <code>order-{id}</code>. A row with {@code NULL} in it has
 * no document
 * @param fields the columns that become fields
 */
public record ElasticsearchMapping(String table, String index, RowTemplate id, FieldSelection fields) {

	private static final Pattern INDEX = Pattern
		.compile("[^-_+\\p{Lu}\\\\/*?\"<>| ,#:][^\\p{Lu}\\\\/*?\"<>| ,#:]{0,254}");

	/**
	 * Create a mapping.
	 * @throws IllegalArgumentException if the table has not exactly one dot, or
	 * Elasticsearch would refuse the index's name
	 */
	public ElasticsearchMapping {
		int dot = table.indexOf('.');
		if (dot <= 0 || dot == table.length() - 1 || table.indexOf('.', dot + 1) > 0) {
			throw new IllegalArgumentException("The table '" + table
					+ "' of an Elasticsearch mapping has no database. Write database.table, such as shop.product");
		}
		if (!INDEX.matcher(index).matches() || index.startsWith(".")) {
			throw new IllegalArgumentException("The index '" + index + "' for the table " + table
					+ " is not a name that Elasticsearch takes. Write lower case without spaces, such as product");
		}
	}

	boolean matches(TableId table) {
		int dot = this.table.indexOf('.');
		return PatternMatchUtils.simpleMatch(this.table.substring(0, dot), table.database())
				&& PatternMatchUtils.simpleMatch(this.table.substring(dot + 1), table.table());
	}

	/**
	 * The table that the mapping names in full.
	 * @return the table; {@code null} if a wildcard stands for several
	 */
	@Nullable TableId tableId() {
		int dot = this.table.indexOf('.');
		return (this.table.indexOf('*') >= 0) ? null
				: new TableId(this.table.substring(0, dot), this.table.substring(dot + 1));
	}

}
