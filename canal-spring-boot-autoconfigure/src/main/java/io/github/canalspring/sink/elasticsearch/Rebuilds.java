package io.github.canalspring.sink.elasticsearch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.canalspring.sink.SinkException;
import io.github.canalspring.source.Rebuild;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indices that are being built anew. Until they take the place of the old ones,
 * whatever is written to those is written to them, too. A document that a new index
 * refuses though the old one has it ends the rebuild, and nothing else: searches would
 * miss it afterwards. For one thread, except for {@link #next}.
 */
final class Rebuilds {

	private static final Logger log = LoggerFactory.getLogger(Rebuilds.class);

	private final RestApi api;

	private final List<ElasticsearchMapping> mappings;

	private final Function<TableId, @Nullable TableSchema> tables;

	private final Indices indices;

	private final AliasSwitch aliases;

	/** What is built for a name; replaced as a whole. */
	private volatile Map<String, String> building = Map.of();

	private final Map<String, Rebuild> byIndex = new HashMap<>();

	/** The new indices that have all that they should have so far. */
	private final Set<String> alive = new HashSet<>();

	/** What new indices refused, and why. */
	private final Map<DocumentKey, String> refused = new LinkedHashMap<>();

	Rebuilds(RestApi api, List<ElasticsearchMapping> mappings, Function<TableId, @Nullable TableSchema> tables,
			Indices indices) {
		this.api = api;
		this.mappings = mappings;
		this.tables = tables;
		this.indices = indices;
		this.aliases = new AliasSwitch(api);
	}

	/**
	 * Begin anew: the position tells which rebuilds go on.
	 * @param there the new indices that are still what they were when it was kept
	 */
	void reset(Set<String> there) {
		this.building = Map.of();
		this.byIndex.clear();
		this.refused.clear();
		this.alive.clear();
		this.alive.addAll(there);
	}

	/**
	 * The new index for a name.
	 * @param index the name of an index or alias
	 * @return the new index; {@code null} if none is being built for it
	 */
	@Nullable String next(String index) {
		return this.building.get(index);
	}

	boolean isBuilding(Rebuild rebuild) {
		return rebuild.copies().stream().allMatch((copy) -> this.alive.contains(copy.next()));
	}

	/** Make the new indices that are missing, and write to all from here on. */
	void begin(Rebuild rebuild) throws InterruptedException {
		try {
			for (Rebuild.Copy copy : rebuild.copies()) {
				if (!this.indices.look(copy.next()).exists()) {
					make(rebuild, copy);
				}
				if (!isOurs(rebuild, copy)) {
					giveUp(rebuild, "the index " + copy.next() + " is somebody else's, or none of its tables is there");
					return;
				}
			}
		}
		catch (SinkException ex) {
			giveUp(rebuild, String.valueOf(ex.getMessage()));
			return;
		}
		Map<String, String> names = new HashMap<>(this.building);
		for (Rebuild.Copy copy : rebuild.copies()) {
			this.alive.add(copy.next());
			this.byIndex.put(copy.next(), rebuild);
			// It may be in its place already, if that was not noted before a crash.
			if (!this.indices.uuid(copy.name()).equals(this.indices.uuid(copy.next()))) {
				names.put(copy.name(), copy.next());
			}
		}
		this.building = Map.copyOf(names);
	}

	private boolean isOurs(Rebuild rebuild, Rebuild.Copy copy) throws InterruptedException {
		return this.indices.look(copy.next()).rebuild().equals(rebuild.id());
	}

	private void make(Rebuild rebuild, Rebuild.Copy copy) throws InterruptedException {
		for (ElasticsearchMapping mapping : this.mappings) {
			if (mapping.index().toString().equals(copy.name())) {
				for (TableId id : rebuild.tables()) {
					TableSchema table = mapping.table().matches(id) ? this.tables.apply(id) : null;
					if (table != null) {
						this.indices.prepare(mapping, copy.next(), table, rebuild.id());
					}
				}
			}
		}
	}

	/**
	 * A document was refused.
	 * @return whether it is of a new index, and so no reason to hold the stream
	 */
	boolean tolerates(DocumentKey key, String reason) {
		boolean isNew = this.building.containsValue(key.index());
		if (isNew) {
			this.refused.put(key, reason);
		}
		return isNew;
	}

	/** What was refused has been answered, in the old indices too. */
	void settle() throws InterruptedException {
		if (this.refused.isEmpty()) {
			return;
		}
		Map<DocumentKey, DocumentKey> inOld = new LinkedHashMap<>();
		this.building.forEach((name, next) -> this.refused.keySet()
			.stream()
			.filter((key) -> key.index().equals(next))
			.forEach((key) -> inOld.put(key, key.in(name))));
		Set<DocumentKey> absent = new DocumentReader(this.api).absent(inOld.values());
		for (Map.Entry<DocumentKey, DocumentKey> each : inOld.entrySet()) {
			if (!absent.contains(each.getValue())) {
				giveUp(this.byIndex.get(each.getKey().index()),
						"the new index would lack a document: " + this.refused.get(each.getKey()));
			}
		}
		if (!absent.isEmpty()) {
			log.warn("{} documents fit neither the indices that are being built nor the old ones", absent.size());
		}
		this.refused.clear();
	}

	/**
	 * Whatever is wrong with the new index is no reason to hold what goes to the old one.
	 */
	private void giveUp(@Nullable Rebuild rebuild, String reason) throws InterruptedException {
		if (rebuild == null) {
			return;
		}
		log.error(
				"The rebuild of {} is given up, and searches go on in the old index, because {} "
						+ "Correct that, and ask for the rebuild again.",
				rebuild.copies().stream().map(Rebuild.Copy::name).toList(),
				reason.endsWith(".") ? reason : reason + ".");
		for (Rebuild.Copy copy : rebuild.copies()) {
			if (isOurs(rebuild, copy)) {
				remove(copy.next());
			}
			this.alive.remove(copy.next());
		}
		end(rebuild);
	}

	/**
	 * Compare the new indices with the rows at this place in the stream.
	 * @param pending the documents of the rows; those that are right are left out
	 */
	void check(PendingDocuments pending) throws InterruptedException {
		Map<DocumentKey, String> later = pending.retainWrong(new DocumentReader(this.api));
		for (Map.Entry<DocumentKey, String> each : later.entrySet()) {
			giveUp(this.byIndex.get(each.getKey().index()), "somebody else wrote the document " + each.getKey()
					+ " with a version above that of its row (" + each.getValue() + ").");
		}
		pending.keys().removeIf((key) -> !this.building.containsValue(key.index()));
		if (!pending.keys().isEmpty()) {
			log.warn("{} documents are missing or wrong in the indices that are being built, and are written again",
					pending.keys().size());
		}
	}

	/** The new indices take the place of the old ones, unless that was given up. */
	void putInPlace(Rebuild rebuild) throws InterruptedException {
		if (!isBuilding(rebuild)) {
			return;
		}
		List<String> next = rebuild.copies().stream().map(Rebuild.Copy::next).toList();
		// Whoever has found a document in the old index is to find it in the new one.
		this.indices.refresh(next);
		Map<String, String> more = new HashMap<>();
		this.mappings.stream()
			.filter((mapping) -> mapping.definition().alias() != null)
			.forEach((mapping) -> more.put(mapping.index().toString(), mapping.definition().alias()));
		try {
			this.aliases.put(rebuild.copies(), more);
		}
		catch (SinkException ex) {
			giveUp(rebuild, String.valueOf(ex.getMessage()));
			return;
		}
		end(rebuild);
		for (Rebuild.Copy copy : rebuild.copies()) {
			this.indices.look(copy.name());
			log.info("The index {} has taken its place behind {}", copy.next(), copy.name());
		}
	}

	private void end(Rebuild rebuild) {
		Map<String, String> names = new HashMap<>(this.building);
		for (Rebuild.Copy copy : rebuild.copies()) {
			names.remove(copy.name());
			this.byIndex.remove(copy.next());
			this.indices.forget(copy.next());
		}
		this.building = Map.copyOf(names);
	}

	/** Remove the old indices, unless somebody has put them to use again. */
	void dropOld(Rebuild rebuild) throws InterruptedException {
		for (Rebuild.Copy copy : rebuild.copies()) {
			if (copy.old() == null) {
				continue;
			}
			String there = this.indices.look(copy.old()).uuid();
			this.indices.forget(copy.old());
			if (there.equals(copy.oldId()) && !there.equals(this.indices.look(copy.name()).uuid())) {
				remove(copy.old());
				log.info("The old index {} is removed", copy.old());
			}
		}
	}

	private void remove(String index) throws InterruptedException {
		RestAnswer answer = this.api.call("DELETE", "/" + index, "");
		if (!answer.ok() && answer.status() != 404) {
			throw answer.failure();
		}
	}

}
