package io.github.canalspring.autoconfigure;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;

import io.github.canalspring.source.TableId;

/**
 * {@code canal.filter.*}: which tables are read at all. As in Canal, an expression must
 * match the whole of {@code database.table}, in any case. Asked once per version of a
 * table.
 */
final class TableFilter implements Predicate<TableId> {

	private final List<Pattern> include;

	private final List<Pattern> exclude;

	/**
	 * Read the expressions.
	 * @param property the name of the properties' parent, for messages
	 * @param filter the properties
	 */
	TableFilter(String property, CanalProperties.Filter filter) {
		this.include = patterns(property + ".include", filter.include());
		this.exclude = patterns(property + ".exclude", filter.exclude());
	}

	private static List<Pattern> patterns(String property, List<String> expressions) {
		return IntStream.range(0, expressions.size())
			.mapToObj((index) -> pattern(property + "[" + index + "]", expressions.get(index)))
			.toList();
	}

	private static Pattern pattern(String property, String expression) {
		try {
			return Pattern.compile(expression.strip(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
		}
		catch (PatternSyntaxException ex) {
			throw new InvalidPropertyException(property, expression,
					"not a regular expression: " + ex.getDescription() + " near character " + (ex.getIndex() + 1),
					"Write one that matches the whole of database.table, such as shop\\..* for all tables of shop.");
		}
	}

	@Override
	public boolean test(TableId table) {
		String name = table.toString();
		return (this.include.isEmpty() || matches(this.include, name)) && !matches(this.exclude, name);
	}

	private static boolean matches(List<Pattern> patterns, String name) {
		return patterns.stream().anyMatch((pattern) -> pattern.matcher(name).matches());
	}

}
