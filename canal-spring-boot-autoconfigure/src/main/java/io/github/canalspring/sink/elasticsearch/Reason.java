package io.github.canalspring.sink.elasticsearch;

/**
 * Elasticsearch's reasons as they may stand in a log: some quote the document's values.
 */
final class Reason {

	private static final String[] QUOTES = { "Preview of field's value", "The prefix of the first immense term",
			"For input string" };

	private static final int LENGTH = 300;

	private Reason() {
	}

	static String text(String type, String reason) {
		String text = reason;
		for (String quote : QUOTES) {
			int start = text.indexOf(quote);
			text = (start < 0) ? text : text.substring(0, start).strip();
		}
		text = (text.length() > LENGTH) ? text.substring(0, LENGTH) + "..." : text;
		return type.isEmpty() ? "" : ": " + type + (text.isEmpty() ? "" : ": " + text);
	}

}
