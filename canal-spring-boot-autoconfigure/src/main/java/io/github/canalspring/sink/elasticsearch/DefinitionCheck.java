package io.github.canalspring.sink.elasticsearch;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when an index is not what its mapping would make today, which Elasticsearch does
 * not let be changed in place. For one thread.
 */
final class DefinitionCheck {

	private static final Logger log = LoggerFactory.getLogger(DefinitionCheck.class);

	private static final String REMEDY = "CanalOperations.resync(Resync.table(\"{}\").rebuild()) builds the index anew "
			+ "while searches go on";

	/** What was told, so that it is told once. */
	private final Set<String> told = new HashSet<>();

	/**
	 * Look at the file that an index was made by.
	 * @param found the index; one of which that is not known is taken for right
	 */
	void settings(ElasticsearchMapping mapping, String index, IndexRequests.Found found) {
		boolean changed = !found.definition().isEmpty()
				&& !found.definition().equals(mapping.definition().fingerprint());
		if (changed && this.told.add(index)) {
			log.warn("The settings or mappings of index {} were others when it was made. " + REMEDY, index,
					mapping.table());
		}
	}

	/**
	 * Look at the types of fields that are derived from a table.
	 * @param fields the fields as they would be made
	 */
	void fields(ElasticsearchMapping mapping, String index, IndexRequests.Found found,
			Map<String, Map<String, Object>> fields) {
		Set<String> changed = new LinkedHashSet<>();
		fields.forEach((name, field) -> {
			String there = found.fields().get(name);
			if (there != null && !fits(String.valueOf(field.get("type")), there)) {
				changed.add(name);
			}
		});
		if (!changed.isEmpty() && this.told.add(index + changed)) {
			log.warn("The fields {} of index {} have other types than the columns of {} have now. " + REMEDY, changed,
					index, mapping.table(), mapping.table());
		}
	}

	/** A server may lack a type, see {@link FieldMapping#unsignedLongSubstitute()}. */
	private static boolean fits(String type, String there) {
		return type.equals(there) || (type.equals("unsigned_long") && there.equals("long"));
	}

}
