package io.github.canalspring.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Deals each of its cards once in a random order, and then all again.
 *
 * @param <T> the kind of cards
 */
final class Deck<T> {

	private final List<T> all;

	private final Random random;

	private final List<T> left = new ArrayList<>();

	Deck(Collection<T> all, Random random) {
		this.all = List.copyOf(all);
		this.random = random;
	}

	T deal() {
		if (this.left.isEmpty()) {
			this.left.addAll(this.all);
			Collections.shuffle(this.left, this.random);
		}
		return this.left.remove(this.left.size() - 1);
	}

}
