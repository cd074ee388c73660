package io.github.canalspring.sink.elasticsearch;

import io.github.canalspring.sink.RowTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Where the document of a row is. A row with {@code NULL} in a column of the index or the
 * id has no document. Where a change of the row changes one of them or the routing, the
 * document moves.
 *
 * @param index the index or alias
 * @param id the document's id; unique within the index, so tables that share one need an
 * id such as <code>order-{id}</code>
 * @param routing what chooses the document's shard; {@code null} for the id. A row with
 * {@code NULL} or nothing in it is routed by its id
 * @param pipeline the ingest pipeline that documents pass; {@code null} for the index's
 * own, if it has one
 */
public record DocumentTarget(IndexName index, RowTemplate id, @Nullable RowTemplate routing,
		@Nullable String pipeline) {

	/**
	 * Create a target without routing and pipeline.
	 * @param index the index or alias
	 * @param id the document's id
	 */
	public DocumentTarget(IndexName index, RowTemplate id) {
		this(index, id, null, null);
	}

}
