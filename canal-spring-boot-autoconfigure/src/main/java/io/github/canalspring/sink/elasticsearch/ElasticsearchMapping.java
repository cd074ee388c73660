package io.github.canalspring.sink.elasticsearch;

import java.util.List;
import java.util.regex.Pattern;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Which table becomes documents of which index. Several mappings may share a table or an
 * index.
 *
 * @param table the table or tables
 * @param index the index or alias to write to; made from the table's types where it is
 * missing
 * @param id the documents' ids; they must be unique within the index, so tables that
 * share one need an id such as <code>order-{id}</code>. A row with {@code NULL} in it has
 * no document
 * @param fields the columns that become fields
 * @param when which rows have a document
 */
public record ElasticsearchMapping(TablePattern table, String index, RowTemplate id, FieldSelection fields,
		RowCondition when) {

	private static final Pattern INDEX = Pattern
		.compile("[^-_+\\p{Lu}\\\\/*?\"<>| ,#:][^\\p{Lu}\\\\/*?\"<>| ,#:]{0,254}");

	/**
	 * Create a mapping.
	 * @throws IllegalArgumentException if Elasticsearch would refuse the index's name
	 */
	public ElasticsearchMapping {
		if (!INDEX.matcher(index).matches() || index.startsWith(".")) {
			throw new IllegalArgumentException("The index '" + index + "' for the table " + table
					+ " is not a name that Elasticsearch takes. Write lower case without spaces, such as product");
		}
	}

	/**
	 * Create a mapping for all rows.
	 * @param table the table or tables
	 * @param index the index or alias to write to
	 * @param id the documents' ids
	 * @param fields the columns that become fields
	 * @throws IllegalArgumentException if Elasticsearch would refuse the index's name
	 */
	public ElasticsearchMapping(TablePattern table, String index, RowTemplate id, FieldSelection fields) {
		this(table, index, id, fields, RowCondition.ALWAYS);
	}

	/**
	 * The table that the mapping names in full.
	 * @return the table; {@code null} if a wildcard stands for several
	 */
	@Nullable TableId tableId() {
		return TablePattern.exact(List.of(this.table)).stream().findFirst().orElse(null);
	}

}
