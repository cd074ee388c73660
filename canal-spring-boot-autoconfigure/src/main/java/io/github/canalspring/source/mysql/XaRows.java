package io.github.canalspring.source.mysql;

import java.io.IOException;

import io.github.canalspring.source.SourceException;

/**
 * Reads the rows of a prepared XA transaction into the one that commits it.
 */
final class XaRows extends XaScan {

	private static final int VERSION_LENGTH = 50;

	private final TableMaps tables;

	private final StatementEvents statements;

	private final RowEvents rows;

	private final OpenTransaction into;

	private final long version;

	private String file = "";

	/**
	 * Create it.
	 * @param xid the transaction
	 * @param from where it is logged
	 * @param tables empty table maps
	 * @param rows takes the rows, by the same table maps
	 * @param into the transaction that commits them
	 * @param version the version of the commit
	 */
	XaRows(Xid xid, BinlogPosition from, TableMaps tables, RowEvents rows, OpenTransaction into, long version) {
		super(xid, from);
		this.tables = tables;
		this.statements = new StatementEvents(tables);
		this.rows = rows;
		this.into = into;
		this.version = version;
	}

	@Override
	void begins(String file, long offset) {
		// What follows is what is wanted.
		this.file = file;
	}

	@Override
	void within(EventHeader header, EventBytes body) throws IOException, InterruptedException {
		if (EventCode.isRows(header.type)) {
			this.rows.read(header.type, body, this.into, this.version, this.file);
			return;
		}
		switch (header.type) {
			case EventCode.FORMAT_DESCRIPTION -> {
				body.skip(2);
				this.tables.startFile(ServerVersion.parse(body.utf8(VERSION_LENGTH)));
			}
			case EventCode.TABLE_MAP -> this.tables.add(body);
			case EventCode.QUERY -> this.statements.read(body, false, this.into);
			case EventCode.QUERY_COMPRESSED -> this.statements.read(body, true, this.into);
			case EventCode.XA_PREPARE -> throw SideConnection.stop();
			default -> EventCode.requireHarmless(header);
		}
	}

	/**
	 * By GTIDs, other transactions may come first.
	 */
	@Override
	void reached(String file, long offset) {
		String asked = resume().file();
		if (!asked.isEmpty() && !asked.equals(file)) {
			throw new SourceException("What an XA transaction had prepared is not at " + resume() + " any more",
					"Compare what it wrote with the tables, then start again past this position");
		}
	}

}
