package io.github.canalspring.message;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.canalspring.source.TableId;

/**
 * Where the messages of a table go: a name with {@code {database}} and {@code {table}} in
 * it, such as {@code shop.{table}}. For one thread.
 */
public final class NameTemplate {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

	private final String text;

	private final Pattern allowed;

	private final Map<TableId, String> names = new HashMap<>();

	private NameTemplate(String text, Pattern allowed) {
		this.text = text;
		this.allowed = allowed;
	}

	/**
	 * Read a template.
	 * @param text the template
	 * @param allowed the characters that a name may have; others of a table's name become
	 * an underscore
	 * @return the template
	 * @throws IllegalArgumentException if it has another placeholder, or a character that
	 * is not possible
	 */
	public static NameTemplate parse(String text, Pattern allowed) {
		Matcher matcher = PLACEHOLDER.matcher(text);
		while (matcher.find()) {
			if (!matcher.group(1).equals("table") && !matcher.group(1).equals("database")) {
				throw new IllegalArgumentException("'" + text + "' has the placeholder '" + matcher.group()
						+ "', and there are {database} and {table} only. Write a name such as shop.{table}");
			}
		}
		String fixed = matcher.replaceAll("");
		if (!fixed.isEmpty() && !allowed.matcher(fixed).matches()) {
			throw new IllegalArgumentException(
					"'" + text + "' has characters that are not possible there. Write a name such as shop.{table}");
		}
		return new NameTemplate(text, allowed);
	}

	/**
	 * Whether all tables have the same name.
	 * @return whether it has no placeholder
	 */
	public boolean isFixed() {
		return this.text.indexOf('{') < 0;
	}

	/**
	 * The name for a table.
	 * @param table the table
	 * @return the name
	 */
	public String of(TableId table) {
		return this.names.computeIfAbsent(table, this::make);
	}

	private String make(TableId table) {
		return this.text.replace("{database}", possible(table.database())).replace("{table}", possible(table.table()));
	}

	private String possible(String name) {
		StringBuilder possible = new StringBuilder(name.length());
		name.chars()
			.mapToObj(Character::toString)
			.forEach((character) -> possible.append(this.allowed.matcher(character).matches() ? character : "_"));
		return possible.toString();
	}

	@Override
	public String toString() {
		return this.text;
	}

}
