package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * What a statement does to the definitions of tables.
 */
final class Ddl {

	private final List<Consumer<TableHistory.Draft>> steps = new ArrayList<>();

	private final Set<TableId> concerned = new LinkedHashSet<>();

	private final Set<TableId> replaced = new LinkedHashSet<>();

	private @Nullable String database;

	private boolean unclear;

	private @Nullable String dropped;

	/** A statement of which it is not known what it does. */
	static Ddl unclear() {
		Ddl ddl = new Ddl();
		ddl.unclear = true;
		ddl.steps.add(TableHistory.Draft::forgetAll);
		return ddl;
	}

	/** A step that may make another table of this one. */
	void change(TableId table, Consumer<TableHistory.Draft> step) {
		this.concerned.add(table);
		this.steps.add(step);
	}

	/** A step that does nothing to a table that is there. */
	void step(Consumer<TableHistory.Draft> step) {
		this.steps.add(step);
	}

	/** The table's rows are others than before, though no row event tells so. */
	void replace(TableId table) {
		this.replaced.add(table);
	}

	void dropDatabase(String name) {
		this.dropped = name;
		this.database = name;
		this.steps.add((draft) -> draft.dropDatabase(name));
	}

	void charset(String name, @Nullable String charset) {
		this.database = name;
		this.steps.add((draft) -> draft.charset(name, charset));
	}

	/** Whether it changes no definition. */
	boolean isEmpty() {
		return this.steps.isEmpty();
	}

	/** Whether a table that is there may be another one afterwards. */
	boolean concerns(TableId table) {
		return this.unclear || this.concerned.contains(table) || table.database().equals(this.dropped);
	}

	/** The tables that may be others afterwards, without those of a dropped database. */
	Set<TableId> concerned() {
		return this.concerned;
	}

	boolean isUnclear() {
		return this.unclear;
	}

	/** The database whose own settings it changes, or that it drops. */
	@Nullable String database() {
		return this.database;
	}

	Set<TableId> replaced() {
		return this.replaced;
	}

	/** The tables that it changes, those first that there are afterwards. */
	Stream<TableId> tables() {
		return Stream.concat(this.replaced.stream(), this.concerned.stream());
	}

	@Nullable String droppedDatabase() {
		return this.dropped;
	}

	void apply(TableHistory.Draft draft) {
		this.steps.forEach((step) -> step.accept(draft));
	}

}
