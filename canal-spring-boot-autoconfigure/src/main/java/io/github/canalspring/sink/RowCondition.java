package io.github.canalspring.sink;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelEvaluationException;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * Which rows of a table a sink keeps: a condition over columns in Spring's expression
 * language, such as {@code deleted == 0 and status != 'draft'}. A row for which it is not
 * true is as if it did not exist. Immutable.
 * <p>
 * Numbers are numbers, {@code BIT(1)} is a boolean, and everything else is its
 * {@link ColumnText}. {@code NULL} equals {@code null} only and is less than anything
 * else; a condition that is {@code null} itself is not true. Text is compared as Java
 * does, upper and lower case apart, whatever the column's collation.
 */
public final class RowCondition {

	/** The condition that every row meets. */
	public static final RowCondition ALWAYS = new RowCondition("");

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private final String text;

	private RowCondition(String text) {
		this.text = text;
	}

	/**
	 * Read a condition.
	 * @param text the condition
	 * @return the condition
	 * @throws IllegalArgumentException if it is none, or does more than to compare
	 * columns
	 */
	public static RowCondition parse(String text) {
		ConditionCheck.syntax(read(text).getAST(), text);
		return new RowCondition(text);
	}

	private static SpelExpression read(String text) {
		try {
			return PARSER.parseRaw(text);
		}
		catch (ParseException | IllegalStateException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("Condition '" + text + "' cannot be read: " + ex.getMessage()
					+ ". Write a comparison of columns, such as deleted == 0 and status != 'draft'", ex);
		}
	}

	/**
	 * The columns that the condition uses.
	 * @return the names as they are written in the condition, each once
	 */
	public List<String> columnNames() {
		Set<String> names = new LinkedHashSet<>();
		if (!isAlways()) {
			ConditionCheck.columns(read(this.text).getAST(), names::add);
		}
		return List.copyOf(names);
	}

	/**
	 * Look the columns up in a table.
	 * @param table the table
	 * @return the condition for rows of this version of the table
	 * @throws IllegalArgumentException if one of its columns is not among the table's, or
	 * is compared with a literal of another kind, which no row can equal
	 */
	public Bound bind(TableSchema table) {
		if (isAlways()) {
			return new Bound(this, table.id(), null);
		}
		SpelExpression expression = read(this.text);
		ConditionCheck.types(expression.getAST(), this.text, table);
		return new Bound(this, table.id(), expression);
	}

	private boolean isAlways() {
		return this.text.isEmpty();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof RowCondition condition && this.text.equals(condition.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * A condition whose columns have been looked up. For one thread.
	 */
	public static final class Bound {

		private static final EvaluationContext CONTEXT = SimpleEvaluationContext
			.forPropertyAccessors(new ColumnAccessor())
			.withAssignmentDisabled()
			.build();

		private final RowCondition condition;

		private final TableId table;

		private final @Nullable SpelExpression expression;

		private @Nullable Row last;

		private boolean lastMet;

		private Bound(RowCondition condition, TableId table, @Nullable SpelExpression expression) {
			this.condition = condition;
			this.table = table;
			this.expression = expression;
		}

		/**
		 * What a sink is to see of a row. Given both rows of a change, an update by which
		 * the row ceases to meet the condition looks like a deletion, and one by which it
		 * begins to, like an insert.
		 * @param row a row of the table; {@code null} for none
		 * @return the row; {@code null} if it does not meet the condition or there is
		 * none
		 * @throws RowConditionException if the condition cannot be told of this row
		 */
		public @Nullable Row visible(@Nullable Row row) {
			if (this.expression == null || row == null) {
				return row;
			}
			if (row != this.last) {
				this.lastMet = isMet(this.expression, row);
				this.last = row;
			}
			return this.lastMet ? row : null;
		}

		/**
		 * As {@link #visible}, but a row of which it cannot be told is taken for one that
		 * meets the condition: to remove what it may have left.
		 * @param row a row of the table; {@code null} for none
		 * @return the row, or {@code null}
		 */
		public @Nullable Row possible(@Nullable Row row) {
			return visibleOr(row, row);
		}

		/**
		 * As {@link #visible}, but a row of which it cannot be told is taken for one that
		 * does not meet the condition.
		 * @param row a row of the table; {@code null} for none
		 * @return the row, or {@code null}
		 */
		public @Nullable Row certain(@Nullable Row row) {
			return visibleOr(row, null);
		}

		private @Nullable Row visibleOr(@Nullable Row row, @Nullable Row unknown) {
			try {
				return visible(row);
			}
			catch (RowConditionException ex) {
				// Whoever puts the row is told.
				return unknown;
			}
		}

		private boolean isMet(SpelExpression expression, Row row) {
			try {
				Object value = expression.getValue(CONTEXT, row);
				if (value == null || value instanceof Boolean) {
					return Boolean.TRUE.equals(value);
				}
				throw failed("it is a " + value.getClass().getSimpleName() + ", neither true nor false");
			}
			catch (SpelEvaluationException ex) {
				if (ex.getCause() instanceof SourceException unreadable) {
					throw unreadable;
				}
				// Neither the message nor the cause: they may quote the row.
				throw failed(ex.getMessageCode() + " at character " + (ex.getPosition() + 1));
			}
			catch (ArithmeticException ex) {
				throw failed("a number that cannot be calculated");
			}
		}

		private RowConditionException failed(String problem) {
			return new RowConditionException(
					"The condition '" + this.condition + "' fails on a row of " + this.table + ": " + problem,
					"Write a condition that holds for every row, such as one that asks for null first");
		}

	}

}
