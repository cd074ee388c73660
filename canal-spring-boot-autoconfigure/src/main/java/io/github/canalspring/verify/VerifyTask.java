package io.github.canalspring.verify;

import java.util.List;

import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.TableId;

/**
 * What is to be compared.
 *
 * @param tables the tables
 * @param range which part of them
 * @param mend whether what differs is put right
 * @param examples how many differences are told one by one
 */
public record VerifyTask(List<TableId> tables, KeyRange range, boolean mend, int examples) {

	public VerifyTask {
		tables = List.copyOf(tables);
	}

}
