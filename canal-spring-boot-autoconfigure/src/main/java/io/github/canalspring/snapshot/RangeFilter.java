package io.github.canalspring.snapshot;

import java.math.BigDecimal;
import java.util.List;

import io.github.canalspring.source.EntryMapping;
import io.github.canalspring.source.KeyRange;
import io.github.canalspring.source.TableOutline;
import org.jspecify.annotations.Nullable;

/**
 * Spares looking for the rows of entries outside of a range of keys, where entries tell
 * the key and it is a number. Others are looked for, as text is not compared here as the
 * server does.
 *
 * @param column the column that the range is of; {@code null} if there is no range
 * @param range the range
 */
record RangeFilter(@Nullable String column, KeyRange range) {

	/**
	 * Create a filter.
	 * @param outline tells the key of the range's table; {@code null} if it is not known
	 */
	static RangeFilter of(KeyRange range, @Nullable TableOutline outline) {
		boolean part = !range.equals(KeyRange.ALL) && outline != null && !outline.key().isEmpty();
		return new RangeFilter(part ? outline.key().get(0) : null, range);
	}

	/**
	 * Whether an entry may be of a row in the range.
	 * @param mapping the entry's mapping
	 * @param rows the values of the mapping's columns
	 */
	boolean includes(EntryMapping mapping, List<List<Object>> rows) {
		int index = (this.column != null) ? mapping.columns().indexOf(this.column) : -1;
		return index < 0 || rows.isEmpty() || rows.stream().anyMatch((values) -> includes(values.get(index)));
	}

	private boolean includes(Object value) {
		if (!(value instanceof Number)) {
			return true;
		}
		BigDecimal number = new BigDecimal(value.toString());
		String from = this.range.from();
		String to = this.range.to();
		return (from == null || number.compareTo(new BigDecimal(from)) >= 0)
				&& (to == null || number.compareTo(new BigDecimal(to)) <= 0);
	}

}
