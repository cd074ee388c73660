package io.github.canalspring.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import io.github.canalspring.source.TableId;

/**
 * The tables that a client subscribes to: regular expressions that each match the whole
 * of {@code database.table} in any case, separated by commas. None stands for all.
 *
 * @param text as the client sent it
 * @param patterns the expressions
 */
record ClientFilter(String text, List<Pattern> patterns) implements Predicate<TableId> {

	static final ClientFilter ALL = new ClientFilter("", List.of());

	static ClientFilter parse(String text) throws Refusal {
		List<Pattern> patterns = new ArrayList<>();
		for (String expression : split(text)) {
			try {
				patterns.add(Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
			}
			catch (PatternSyntaxException ex) {
				throw new Refusal(Refusal.FAILED, "The filter has an expression that is none: '" + expression + "': "
						+ ex.getDescription() + " near character " + (ex.getIndex() + 1));
			}
		}
		return new ClientFilter(text, List.copyOf(patterns));
	}

	/** Commas in brackets belong to the expression. */
	private static List<String> split(String text) {
		List<String> parts = new ArrayList<>();
		int depth = 0;
		int start = 0;
		for (int index = 0; index <= text.length(); index++) {
			char character = (index < text.length()) ? text.charAt(index) : ',';
			if ("([{".indexOf(character) >= 0) {
				depth++;
			}
			else if (")]}".indexOf(character) >= 0) {
				depth--;
			}
			if (index == text.length() || character == ',' && depth <= 0) {
				String part = text.substring(start, index).strip();
				if (!part.isEmpty()) {
					parts.add(part);
				}
				start = index + 1;
			}
		}
		return parts;
	}

	@Override
	public boolean test(TableId table) {
		String name = table.toString().toLowerCase(Locale.ROOT);
		return this.patterns.isEmpty() || this.patterns.stream().anyMatch((pattern) -> pattern.matcher(name).matches());
	}

}
