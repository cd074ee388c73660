package io.github.canalspring.sink.elasticsearch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.canalspring.event.Columns;
import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.sink.TemplateParser;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.util.PatternMatchUtils;

/**
 * The name of an index or alias, either fixed or with columns in it, such as
 * <code>order-{year}</code>. Values of columns are put in in lower case, because
 * Elasticsearch takes no other. Immutable.
 */
public final class IndexName {

	private static final Pattern VALID = Pattern.compile("[^-_+.\\p{Lu}\\\\/*?\"<>| ,#:][^\\p{Lu}\\\\/*?\"<>| ,#:]*");

	/** In bytes of UTF-8. */
	static final int LONGEST = 255;

	private final String text;

	private final @Nullable RowTemplate template;

	private IndexName(String text, @Nullable RowTemplate template) {
		this.text = text;
		this.template = template;
	}

	/**
	 * Read a name.
	 * @param text the name, with columns in braces if there are any
	 * @return the name
	 * @throws IllegalArgumentException if Elasticsearch would refuse it
	 */
	public static IndexName parse(String text) {
		RowTemplate template = (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) ? RowTemplate.parse(text) : null;
		if (!isValid((template != null) ? filled(template, "x") : text)) {
			throw new IllegalArgumentException("The index '" + text
					+ "' is not a name that Elasticsearch takes. Write lower case without spaces, such as product or "
					+ "order-{year}");
		}
		return new IndexName(text, template);
	}

	private static boolean isValid(String name) {
		return VALID.matcher(name).matches() && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST;
	}

	private static String filled(RowTemplate template, String value) {
		List<String> names = template.columnNames();
		String[] values = new String[names.size()];
		Arrays.fill(values, value);
		Columns columns = new Columns(names);
		String name = template.bind(columns).render(new Row(columns, (Object[]) values));
		return (name != null) ? name : "";
	}

	/**
	 * Whether all rows have the same index.
	 * @return whether there is no column in the name
	 */
	public boolean isFixed() {
		return this.template == null;
	}

	/**
	 * Whether an index has this name, or one of those that columns make of it.
	 * @param index the name of an index
	 * @return whether it may
	 */
	boolean matches(String index) {
		return PatternMatchUtils.simpleMatch((this.template != null) ? filled(this.template, "*") : this.text, index);
	}

	/**
	 * What stands before, between and behind the columns.
	 * @return the texts in their order; the name alone if it is fixed
	 */
	public List<String> literals() {
		return (this.template != null) ? this.template.literals() : List.of(this.text);
	}

	/**
	 * What finds all indices that columns make of the name.
	 * @return a pattern, which is the name itself if it is fixed; {@code null} if the
	 * name begins with a column, so that they could be anybody's
	 */
	@Nullable String pattern() {
		String pattern = (this.template != null) ? filled(this.template, "*") : this.text;
		return pattern.startsWith("*") ? null : pattern;
	}

	/**
	 * What reads the columns back from an index of a table.
	 * @return a parser; {@code null} if there are no columns in the name
	 */
	@Nullable TemplateParser parser(TableSchema table) {
		return (this.template != null) ? new TemplateParser(this.template, table) : null;
	}

	/**
	 * Look the columns up in a table.
	 * @param columns the table's columns
	 * @return the name for rows with these columns
	 * @throws IllegalArgumentException if one of the name's columns is not among them
	 */
	Bound bind(Columns columns) {
		return new Bound(this.text, (this.template != null) ? this.template.bind(columns) : null);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof IndexName name && this.text.equals(name.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	/**
	 * The name as it is written.
	 */
	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * A name whose columns have been looked up. For one thread.
	 */
	static final class Bound {

		private final String fixed;

		private final RowTemplate.@Nullable Bound template;

		/** As many as there are indices. */
		private final Set<String> valid = new HashSet<>();

		private Bound(String fixed, RowTemplate.@Nullable Bound template) {
			this.fixed = fixed;
			this.template = template;
		}

		/**
		 * The index of a row.
		 * @param row a row with the columns that the name was bound to
		 * @return the index; {@code null} if one of the name's columns is {@code NULL}
		 * @throws ImpossibleDocumentException if Elasticsearch takes no such name
		 */
		@Nullable String of(Row row) {
			if (this.template == null) {
				return this.fixed;
			}
			String rendered = this.template.render(row);
			if (rendered == null) {
				return null;
			}
			String name = rendered.toLowerCase(Locale.ROOT);
			if (!this.valid.contains(name)) {
				if (!isValid(name)) {
					throw new ImpossibleDocumentException("Elasticsearch takes no index of the name '" + name + "'");
				}
				this.valid.add(name);
			}
			return name;
		}

	}

}
