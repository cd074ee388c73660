package io.github.canalspring.faults;

import java.util.List;

import io.github.canalspring.faults.Rule.Moment;

/**
 * A step between a change in the database and the position that is kept behind it, as
 * seen on the connection to a server.
 *
 * @param server the name of the server's proxy
 * @param request whether it is something that the application sends
 * @param moment when exactly
 * @param text what passes then
 */
record Step(String server, boolean request, Moment moment, String text) {

	/** What begins the answer to EXEC, and no other. */
	private static final String EXEC_ANSWER = "+QUEUED\r\n*";

	private static final String EXEC = "EXEC\r\n";

	private static final String BULK = "POST /_bulk";

	private static final String CHECKPOINT = "PUT /canal-checkpoint/_doc";

	/** What asks for the binlog names its file, and nothing else does. */
	private static final String BINLOG = "binlog.0000";

	/** Those that come again and again while rows are written. */
	static final List<Step> WRITING = List.of(new Step("redis", true, Moment.BEFORE, EXEC),
			new Step("redis", true, Moment.AFTER, EXEC), new Step("redis", false, Moment.BEFORE, EXEC_ANSWER),
			new Step("redis", false, Moment.AFTER, EXEC_ANSWER), new Step("elasticsearch", true, Moment.BEFORE, BULK),
			new Step("elasticsearch", true, Moment.AFTER, BULK),
			new Step("elasticsearch", true, Moment.BEFORE_ANSWER, BULK),
			new Step("elasticsearch", true, Moment.AFTER_ANSWER, BULK),
			new Step("elasticsearch", true, Moment.BEFORE, CHECKPOINT),
			new Step("elasticsearch", true, Moment.BEFORE_ANSWER, CHECKPOINT),
			new Step("elasticsearch", true, Moment.AFTER_ANSWER, CHECKPOINT));

	/** The one that comes after a connection was lost. */
	static final Step CONNECTING = new Step("database", true, Moment.BEFORE_ANSWER, BINLOG);

	Rule rule(int occurrence, Runnable action) {
		return this.request ? Rule.onRequest(this.moment, this.text, occurrence, action)
				: Rule.onReply(this.moment, this.text, occurrence, action);
	}

	@Override
	public String toString() {
		return this.moment + " " + this.text.strip();
	}

}
