package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RowTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Tells where the document of a row is. For one thread.
 */
final class DocumentPlace {

	/** In bytes of UTF-8. */
	private static final int LONGEST_ID = 512;

	private final IndexName.Bound index;

	private final RowTemplate.Bound id;

	private final RowTemplate.@Nullable Bound routing;

	/**
	 * Bind a target.
	 * @throws IllegalArgumentException if it names a column that the table does not have
	 */
	DocumentPlace(DocumentTarget target, Columns columns) {
		this.index = target.index().bind(columns);
		this.id = target.id().bind(columns);
		this.routing = (target.routing() != null) ? target.routing().bind(columns) : null;
	}

	/**
	 * Where the document of a row is.
	 * @param row the row
	 * @return the place; {@code null} if the row has no document
	 * @throws ImpossibleDocumentException if Elasticsearch takes no such index or id
	 */
	@Nullable DocumentKey of(Row row) {
		String documentId = this.id.render(row);
		String documentIndex = this.index.of(row);
		if (documentId == null || documentIndex == null) {
			return null;
		}
		// One of them would have the whole request refused.
		if (documentId.isEmpty()) {
			throw new ImpossibleDocumentException("A document of index " + documentIndex + " has an empty id");
		}
		if (documentId.length() > LONGEST_ID / 3 && documentId.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID) {
			throw new ImpossibleDocumentException("A document of index " + documentIndex
					+ " has an id of more than 512 bytes, which begins with '" + documentId.substring(0, 50) + "'");
		}
		return new DocumentKey(documentIndex, documentId, routing(row));
	}

	private @Nullable String routing(Row row) {
		String value = (this.routing != null) ? this.routing.render(row) : null;
		return (value == null || value.isEmpty()) ? null : value;
	}

}
