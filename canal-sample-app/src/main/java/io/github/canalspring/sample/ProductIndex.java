package io.github.canalspring.sample;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.query_dsl.Operator;
import co.elastic.clients.elasticsearch._types.query_dsl.TextQueryType;
import co.elastic.clients.elasticsearch.core.search.Hit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Reads the products' documents in Elasticsearch. They get there without any help of this
 * application's code.
 */
@Component
class ProductIndex {

	private static final String INDEX = "product";

	private final ElasticsearchClient elasticsearch;

	ProductIndex(ElasticsearchClient elasticsearch) {
		this.elasticsearch = elasticsearch;
	}

	/**
	 * Read a document. Sees what was written a moment ago, without waiting for the
	 * index's next refresh.
	 * @param id the product's id
	 * @return the document; {@code null} if there is none
	 */
	@Nullable JsonNode find(long id) {
		return ask(
				() -> this.elasticsearch.get((get) -> get.index(INDEX).id(Long.toString(id)), JsonNode.class).source(),
				null);
	}

	/**
	 * Find products by name or article number, the last word of which may be unfinished.
	 * @param text what the customer typed
	 * @return the best matches first
	 */
	List<Product> search(String text) {
		return ask(() -> this.elasticsearch
			.search((search) -> search.index(INDEX)
				.size(50)
				.query((query) -> query.multiMatch((match) -> match.query(text)
					.type(TextQueryType.BoolPrefix)
					.operator(Operator.And)
					.fields("name^2", "sku"))), Product.class)
			.hits()
			.hits()
			.stream()
			.map(Hit::source)
			.filter(Objects::nonNull)
			.toList(), List.of());
	}

	private <T extends @Nullable Object> T ask(Question<T> question, T withoutIndex) {
		try {
			return question.ask();
		}
		catch (ElasticsearchException ex) {
			if (ex.status() == 404) {
				return withoutIndex;
			}
			throw ex;
		}
		catch (IOException ex) {
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, "Elasticsearch does not answer", ex);
		}
	}

	private interface Question<T extends @Nullable Object> {

		T ask() throws IOException;

	}

}
