package io.github.canalspring.verify;

import java.util.function.Predicate;

import io.github.canalspring.sink.Comparison;
import io.github.canalspring.sink.Sink;
import io.github.canalspring.source.ChangeSource;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableReader;

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

}
