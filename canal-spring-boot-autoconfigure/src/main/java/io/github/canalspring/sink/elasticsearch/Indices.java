package io.github.canalspring.sink.elasticsearch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.canalspring.sink.CheckpointLostException;
import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indices that are written to. Those that are missing are made, and get a field when
 * their table gets a column; those that somebody else made are used as they are. For one
 * thread, except for {@link #refresh()}.
 */
final class Indices {

	private static final Logger log = LoggerFactory.getLogger(Indices.class);

	private final IndexRequests requests;

	private final DefinitionCheck definitions = new DefinitionCheck();

	private final Map<String, IndexRequests.Found> known = new ConcurrentHashMap<>();

	Indices(IndexRequests requests) {
		this.requests = requests;
	}

	/**
	 * Forget what is known, because the server may have changed, and look again.
	 * @param names indices or aliases
	 */
	void reset(Collection<String> names) throws InterruptedException {
		this.known.clear();
		this.requests.reset();
		this.known.putAll(this.requests.look(names));
	}

	/**
	 * The identity of an index, which another one of the same name does not have.
	 * @param index the index or alias
	 * @return its UUID; of an alias, those of all its indices; empty if it is missing
	 */
	String uuid(String index) throws InterruptedException {
		return known(index).uuid();
	}

	boolean exists(String index) throws InterruptedException {
		return known(index).exists();
	}

	/**
	 * The indices that were looked for.
	 * @return their UUIDs by name, empty for those that are missing
	 */
	Map<String, String> uuids() {
		Map<String, String> uuids = new LinkedHashMap<>();
		this.known.forEach((index, found) -> uuids.put(index, found.uuid()));
		return uuids;
	}

	private IndexRequests.Found known(String index) throws InterruptedException {
		IndexRequests.Found found = this.known.get(index);
		return (found != null) ? found : look(index);
	}

	/** Look again, whatever is known. */
	IndexRequests.Found look(String index) throws InterruptedException {
		IndexRequests.Found found = Objects.requireNonNull(this.requests.look(List.of(index)).get(index));
		this.known.put(index, found);
		return found;
	}

	/** It is no longer written to under this name. */
	void forget(String index) {
		this.known.remove(index);
	}

	/**
	 * Check that the indices are still the same. A write to one that was deleted makes a
	 * new one, silently and with guessed types.
	 * @throws CheckpointLostException if one is not
	 */
	void verify() throws InterruptedException {
		List<String> existing = existing();
		this.requests.look(existing).forEach((index, found) -> {
			if (!found.uuids().equals(this.known.get(index).uuids())) {
				throw new CheckpointLostException("The index " + index + " was deleted or is another one than before");
			}
		});
	}

	/** Tell if an index is not what its mapping would make, as far as that is known. */
	void tellIfChanged(ElasticsearchMapping mapping, String index) throws InterruptedException {
		this.definitions.settings(mapping, index, known(index));
	}

	/** Make changes searchable. */
	void refresh() throws InterruptedException {
		refresh(existing());
	}

	void refresh(List<String> names) throws InterruptedException {
		this.requests.refresh(names);
	}

	private List<String> existing() {
		return this.known.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().exists())
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
	}

	/**
	 * Make an index if it is missing, or add the fields that it is missing, if it was
	 * made here.
	 * @param mapping the mapping that writes to it
	 * @param index its name
	 * @param table the table
	 */
	void prepare(ElasticsearchMapping mapping, String index, TableSchema table) throws InterruptedException {
		prepare(mapping, index, table, null);
	}

	/**
	 * As {@link #prepare(ElasticsearchMapping, String, TableSchema)}.
	 * @param rebuild the rebuild for which it is made; {@code null} for none
	 */
	void prepare(ElasticsearchMapping mapping, String index, TableSchema table, @Nullable String rebuild)
			throws InterruptedException {
		IndexRequests.Found found = known(index);
		if (found.uuids().size() > 1) {
			throw new SinkException("The alias " + index + " stands for " + found.uuids().size() + " indices",
					"Write the index that has the documents of table " + table.id()
							+ ": a document would be written to one of them and stay in the others.");
		}
		this.definitions.settings(mapping, index, found);
		if (!found.ours()) {
			return;
		}
		Map<String, Map<String, Object>> missing = new LinkedHashMap<>(FieldMapping.of(table, mapping.fields()));
		this.definitions.fields(mapping, index, found, missing);
		missing.keySet().removeAll(found.fields().keySet());
		if (!found.exists()) {
			this.requests.create(mapping, index, missing, rebuild);
			log.info("Created index {} for table {}", index, table.id());
			look(index);
		}
		else if (!missing.isEmpty()) {
			this.requests.extend(index, missing);
			log.info("Extended index {} by {}", index, missing.keySet());
			look(index);
		}
	}

}
