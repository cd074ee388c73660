package io.github.canalspring;

/**
 * Something about the database that makes reading its changes impossible, weaker or
 * dearer.
 *
 * @param severity how bad it is
 * @param subject what it is about: a variable, a privilege, a table, a handler
 * @param problem what is the case
 * @param consequence what that breaks
 * @param remedySql the SQL that mends it; where none does, a sentence that says what does
 */
public record Finding(Severity severity, String subject, String problem, String consequence, String remedySql) {

	/**
	 * How bad a finding is.
	 */
	public enum Severity {

		/** Good to know. */
		INFO,

		/** It works, but will not in a case that the consequence names. */
		WARNING,

		/**
		 * Changes would be lost, or cannot be read at all: the application does not
		 * start.
		 */
		ERROR

	}

	/**
	 * All in one line.
	 */
	@Override
	public String toString() {
		return this.severity + " " + this.subject + ": " + this.problem + ". " + this.consequence + ". -> "
				+ this.remedySql;
	}

}
