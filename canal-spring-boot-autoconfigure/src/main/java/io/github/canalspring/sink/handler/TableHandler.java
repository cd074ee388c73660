package io.github.canalspring.sink.handler;

import java.util.List;
import java.util.function.Supplier;

import io.github.canalspring.Finding;
import io.github.canalspring.Finding.Severity;
import io.github.canalspring.event.DeleteEvent;
import io.github.canalspring.event.InsertEvent;
import io.github.canalspring.event.Row;
import io.github.canalspring.event.RowEvent;
import io.github.canalspring.event.UpdateEvent;
import io.github.canalspring.sink.TablePattern;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;

/**
 * A handler method, ready to be called: on one thread at a time.
 */
final class TableHandler {

	private final String name;

	private final Supplier<EventInvocation> invocation;

	private final HandlerSignature signature;

	private final RowBinder binder;

	private final String server;

	private final List<TablePattern> tables;

	private final boolean snapshot;

	/**
	 * Create a handler.
	 * @param name the method's name, for messages
	 * @param invocation gives the method on the bean to call
	 * @param signature what the method takes
	 * @param binder makes what it wants of a row
	 * @param server the name of the server it is for; empty if it names none
	 * @param tables the tables it wants
	 * @param snapshot whether it wants snapshot rows
	 */
	TableHandler(String name, Supplier<EventInvocation> invocation, HandlerSignature signature, RowBinder binder,
			String server, List<TablePattern> tables, boolean snapshot) {
		this.name = name;
		this.invocation = invocation;
		this.signature = signature;
		this.binder = binder;
		this.server = server;
		this.tables = List.copyOf(tables);
		this.snapshot = snapshot;
	}

	String server() {
		return this.server;
	}

	List<TablePattern> tables() {
		return this.tables;
	}

	boolean takesList() {
		return this.signature.list();
	}

	boolean wants(TableId table) {
		return this.tables.stream().anyMatch((pattern) -> pattern.matches(table));
	}

	/** Whether it wants rows that a snapshot has read. */
	boolean wantsSnapshots() {
		return this.snapshot;
	}

	/** Whether it wants a change of a table that it wants. */
	boolean wants(Change change) {
		return (this.signature.operation() == null || this.signature.operation() == change.operation())
				&& (this.snapshot || !change.snapshot());
	}

	/** What in a table does not fit the type that the method takes. */
	List<Finding> diagnose(TableSchema table) {
		return this.binder.misfits(table)
			.stream()
			.map((misfit) -> new Finding(misfit.fails() ? Severity.WARNING : Severity.INFO, this.name, misfit.problem(),
					misfit.fails() ? "A row with that value makes the handler fail, and all handlers wait for it"
							: "The handler never sees a value there",
					misfit.remedy()))
			.toList();
	}

	void handle(Change change) throws Exception {
		try {
			RowEvent<?> event = event(change);
			if (this.signature.metadata() < 0) {
				this.invocation.get().call(event);
			}
			else if (this.signature.event() == 0) {
				this.invocation.get().call(event, change);
			}
			else {
				this.invocation.get().call(change, event);
			}
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			throw failed("on " + change, ex);
		}
	}

	void handle(List<Change> changes) throws Exception {
		try {
			this.invocation.get().call(changes.stream().<RowEvent<?>>map(this::event).toList());
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			throw failed("on " + changes.size() + " changes from " + changes.get(0), ex);
		}
	}

	private Exception failed(String where, Throwable failure) {
		if (failure instanceof InterruptedException || failure instanceof SourceException) {
			return (Exception) failure;
		}
		String message = (failure.getMessage() != null) ? ": " + failure.getMessage() : "";
		return new HandlerException(
				"Handler " + this.name + " failed " + where + ": " + failure.getClass().getSimpleName() + message,
				failure);
	}

	private RowEvent<?> event(Change change) {
		TableId table = change.schema().id();
		return switch (change.operation()) {
			case INSERT -> new InsertEvent<>(bind(table, change.after()), change);
			case DELETE -> new DeleteEvent<>(bind(table, change.before()), change);
			case UPDATE -> new UpdateEvent<>(bind(table, change.before()), bind(table, change.after()),
					new ChangedColumns(change.before(), change.after()), change);
		};
	}

	private Object bind(TableId table, Row row) {
		return this.binder.bind(table, row);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
