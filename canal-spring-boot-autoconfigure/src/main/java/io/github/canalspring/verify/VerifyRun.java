package io.github.canalspring.verify;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import io.github.canalspring.snapshot.ChunkSize;
import io.github.canalspring.snapshot.SnapshotSettings;
import io.github.canalspring.source.NoSuchTableException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableOutline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One comparison from beginning to end: first all rows of each table, then what is left
 * over of rows that are gone.
 */
final class VerifyRun {

	private static final Logger logger = LoggerFactory.getLogger(VerifyRun.class);

	private final Subject subject;

	private final VerifyTask task;

	private final Patience patience;

	private final Tally tally;

	private final Clock clock;

	private final ChunkSize size;

	/** Where keys are shared with others, they could be theirs. */
	private final boolean leftovers;

	VerifyRun(Subject subject, VerifyTask task, SnapshotSettings chunks, Patience patience, Tally tally, Clock clock) {
		this.subject = subject;
		this.task = task;
		this.patience = patience;
		this.tally = tally;
		this.clock = clock;
		this.size = new ChunkSize(chunks);
		this.leftovers = chunks.leftovers();
	}

	void run() throws EndedException, InterruptedException {
		List<TableId> compared = new ArrayList<>();
		for (TableId table : this.task.tables()) {
			String withheld = this.subject.withheld(table);
			if (withheld != null) {
				this.tally.problem(withheld);
				continue;
			}
			compared.add(table);
			try {
				rows(table);
			}
			catch (NoSuchTableException ex) {
				logger.warn("{}: table {} is gone, the others are compared", this.subject.name(), table);
			}
		}
		if (this.leftovers && !compared.isEmpty()) {
			new LeftoverCheck(this.subject, this.task, compared, this.size, this.patience, this.tally).run();
		}
	}

	private void rows(TableId table) throws EndedException, InterruptedException {
		TableOutline outline = this.patience.until(() -> this.subject.reader().outline(table));
		if (outline.key().isEmpty()) {
			this.tally
				.problem("Table " + table + " has neither a primary key nor a unique key without NULL, so its rows "
						+ "cannot be read in parts. Give it one");
			return;
		}
		new TableCheck(this.subject, this.task, table, outline, this.size, this.patience, this.tally, this.clock).run();
	}

}
