package io.github.canalspring.sink.elasticsearch;

import java.util.List;

import io.github.canalspring.sink.FieldSelection;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * Which table becomes documents of which index. Several mappings may share a table or an
 * index.
 *
 * @param table the table or tables
 * @param target where the documents are
 * @param definition how an index is made that is missing
 * @param fields the columns that become fields
 * @param when which rows have a document
 */
public record ElasticsearchMapping(TablePattern table, DocumentTarget target, IndexDefinition definition,
		FieldSelection fields, RowCondition when) {

	/**
	 * The table that the mapping names in full.
	 * @return the table; {@code null} if a wildcard stands for several
	 */
	@Nullable TableId tableId() {
		return TablePattern.exact(List.of(this.table)).stream().findFirst().orElse(null);
	}

	IndexName index() {
		return this.target.index();
	}

}
