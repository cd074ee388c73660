package io.github.canalspring.verify;

import java.util.Collection;
import java.util.function.Predicate;

import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.Position;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * What is compared with what.
 *
 * @param name the pipeline's name
 * @param source tells the tables
 * @param reader reads them
 * @param wanted which of them the sink keeps
 * @param sink what keeps the copies
 * @param comparison reads the copies
 * @param watch sees what the pipeline does meanwhile
 */
record Subject(String name, ChangeSource source, TableReader reader, Predicate<TableId> wanted, Sink sink,
		Comparison comparison, PipelineWatch watch) {

	/**
	 * Why a table cannot be compared where the pipeline is, or was in the meantime.
	 * @return the reason; {@code null} if there is none, or that is not known yet
	 */
	@Nullable String withheld(TableId table) {
		Position position = this.watch.position();
		return (position != null) ? this.source.withheld(table, position) : null;
	}

	/**
	 * End if one of some tables cannot be compared any more.
	 */
	void requireWhole(Collection<TableId> tables) throws EndedException {
		for (TableId table : tables) {
			String withheld = withheld(table);
			if (withheld != null) {
				throw new EndedException(withheld);
			}
		}
	}

	/** Whether the pipeline is told of all changes of some tables at a position. */
	boolean isWhole(Collection<TableId> tables, Position position) {
		return tables.stream().allMatch((table) -> this.source.withheld(table, position) == null);
	}

}
