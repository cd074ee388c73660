package io.github.canalspring.sink;

import java.util.List;

/**
 * Whether two templates may write the same text. Only what stands between their columns
 * counts: a column may hold any text.
 */
public final class TemplateOverlap {

	private TemplateOverlap() {
	}

	/**
	 * Compare templates.
	 * @param one what stands around the columns of a template, in its order; one text
	 * that has no column
	 * @param other the same of the other template
	 * @return whether there is a text that both may write
	 */
	public static boolean exists(List<String> one, List<String> other) {
		int[] first = tokens(one);
		int[] second = tokens(other);
		boolean[][] meet = new boolean[first.length + 1][second.length + 1];
		for (int left = first.length; left >= 0; left--) {
			for (int right = second.length; right >= 0; right--) {
				meet[left][right] = meet(first, left, second, right, meet);
			}
		}
		return meet[0][0];
	}

	/** From here on, given what is known of all places behind. */
	private static boolean meet(int[] first, int left, int[] second, int right, boolean[][] meet) {
		boolean firstEnds = left == first.length;
		boolean secondEnds = right == second.length;
		if (firstEnds && secondEnds) {
			return true;
		}
		if (!firstEnds && first[left] < 0) {
			return meet[left + 1][right] || (!secondEnds && meet[left][right + 1]);
		}
		if (!secondEnds && second[right] < 0) {
			return meet[left][right + 1] || (!firstEnds && meet[left + 1][right]);
		}
		return !firstEnds && !secondEnds && first[left] == second[right] && meet[left + 1][right + 1];
	}

	/** Characters, and a negative number for each column. */
	private static int[] tokens(List<String> literals) {
		return String.join("\0", literals).chars().map((character) -> (character != 0) ? character : -1).toArray();
	}

}
