package io.github.canalspring.sink;

import java.util.Set;
import java.util.function.Consumer;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BooleanLiteral;
import org.springframework.expression.spel.ast.Elvis;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.ast.NullLiteral;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Operator;
import org.springframework.expression.spel.ast.OperatorInstanceof;
import org.springframework.expression.spel.ast.OperatorMatches;
import org.springframework.expression.spel.ast.OperatorNot;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.Ternary;

/**
 * Finds at start what would fail, or silently never be true, on every row. Of the
 * expression language, conditions have columns, literals and operators: what calls
 * methods, names types or assigns is refused.
 */
final class ConditionCheck {

	private static final Set<ColumnType> NUMBERS = Set.of(ColumnType.TINYINT, ColumnType.SMALLINT, ColumnType.MEDIUMINT,
			ColumnType.INT, ColumnType.BIGINT, ColumnType.YEAR, ColumnType.DECIMAL, ColumnType.FLOAT,
			ColumnType.DOUBLE);

	private ConditionCheck() {
	}

	/**
	 * Refuse what is neither column, literal nor operator.
	 */
	static void syntax(SpelNode node, String text) {
		if (!isAllowed(node)) {
			throw new IllegalArgumentException("Condition '" + text + "' has '" + node.toStringAST()
					+ "' in it, but only columns, literals and operators are possible"
					+ ". Write a comparison of columns, such as deleted == 0 and status != 'draft'");
		}
		if (node instanceof OperatorMatches && !(node.getChild(1) instanceof StringLiteral)) {
			throw new IllegalArgumentException("Condition '" + text
					+ "' takes a regular expression from a row. Write it in quotes, such as sku matches 'A.*'");
		}
		for (int index = 0; index < node.getChildCount(); index++) {
			syntax(node.getChild(index), text);
		}
	}

	private static boolean isAllowed(SpelNode node) {
		if (node instanceof OpInc || node instanceof OpDec || node instanceof OperatorInstanceof) {
			return false;
		}
		return node instanceof Operator || node instanceof OperatorNot || node instanceof Literal
				|| node instanceof PropertyOrFieldReference || node instanceof Ternary || node instanceof Elvis
				|| node instanceof InlineList;
	}

	static void columns(SpelNode node, Consumer<String> names) {
		if (node instanceof PropertyOrFieldReference column) {
			names.accept(column.getName());
		}
		for (int index = 0; index < node.getChildCount(); index++) {
			columns(node.getChild(index), names);
		}
	}

	/**
	 * Refuse columns that are not there, and comparisons that no row can meet.
	 */
	static void types(SpelNode node, String text, TableSchema table) {
		columns(node, (name) -> {
			if (table.column(name) == null) {
				throw new IllegalArgumentException("Condition '" + text + "' uses the column '" + name
						+ "', which is not among the table's columns " + table.header());
			}
		});
		comparisons(node, text, table);
	}

	private static void comparisons(SpelNode node, String text, TableSchema table) {
		if (node instanceof Operator && node.getChildCount() == 2) {
			Kind left = kind(node.getChild(0), table);
			Kind right = kind(node.getChild(1), table);
			boolean compares = Set.of("==", "!=", "<", "<=", ">", ">=").contains(((Operator) node).getOperatorName());
			if (compares && left != null && right != null && left != right) {
				throw new IllegalArgumentException("Condition '" + text + "' compares " + left.words + " with "
						+ right.words + " in " + node.toStringAST());
			}
		}
		for (int index = 0; index < node.getChildCount(); index++) {
			comparisons(node.getChild(index), text, table);
		}
	}

	/** {@code null} where it is not certain, or {@code NULL}, which goes with all. */
	private static @Nullable Kind kind(SpelNode node, TableSchema table) {
		if (node instanceof PropertyOrFieldReference reference) {
			Column column = table.column(reference.getName());
			return (column != null) ? kind(column) : null;
		}
		if (!(node instanceof Literal) || node instanceof NullLiteral) {
			return null;
		}
		return (node instanceof StringLiteral) ? Kind.TEXT
				: (node instanceof BooleanLiteral) ? Kind.BOOLEAN : Kind.NUMBER;
	}

	private static Kind kind(Column column) {
		if (column.type() == ColumnType.BIT && column.precision() <= 1) {
			return Kind.BOOLEAN;
		}
		return NUMBERS.contains(column.type()) ? Kind.NUMBER : Kind.TEXT;
	}

	private enum Kind {

		NUMBER("a number"), BOOLEAN("true or false"), TEXT("text");

		private final String words;

		Kind(String words) {
			this.words = words;
		}

	}

}
