package io.github.canalspring;

import java.time.LocalDateTime;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * What is to be read again, for {@link CanalOperations#resync(Resync)}:
 * {@code Resync.table("shop.order_*").in("elasticsearch")}. Immutable.
 *
 * @param table the table as {@code database.table}; {@code *} stands for any run of
 * characters in a name
 * @param pipeline the pipeline to do it in, as in {@link CanalOperations#status()};
 * {@code null} for all that want the table's rows
 * @param from the first value of the first column of the table's key, as text;
 * {@code null} for the table's beginning
 * @param to the last value; {@code null} for the table's end
 * @param target where the rows are written to
 */
public record Resync(String table, @Nullable String pipeline, @Nullable String from, @Nullable String to,
		Target target) {

	/**
	 * All rows of a table, in all pipelines.
	 * @param table the table, or a pattern of tables
	 * @return the request
	 */
	public static Resync table(String table) {
		return new Resync(table, null, null, null, Target.SAME);
	}

	/**
	 * In one pipeline only.
	 * @param name the pipeline's name
	 * @return the request
	 */
	public Resync in(String name) {
		return new Resync(this.table, name, this.from, this.to, this.target);
	}

	/**
	 * Only the rows whose key's first column is between two values, both included.
	 * @param first the first value: a number, text, a time, or bytes for a binary column;
	 * {@code null} for the table's beginning
	 * @param last the last value; {@code null} for the table's end
	 * @return the request
	 */
	public Resync between(@Nullable Object first, @Nullable Object last) {
		return new Resync(this.table, this.pipeline, text(first), text(last), this.target);
	}

	/**
	 * Into a new index of Elasticsearch that takes the place of the one that there is
	 * when it is filled and checked. All tables of that index are read. Searches see a
	 * full index all the time. The old index is removed then.
	 * @return the request
	 */
	public Resync rebuild() {
		return new Resync(this.table, this.pipeline, this.from, this.to, Target.NEW_INDEX);
	}

	/**
	 * As {@link #rebuild()}, but the old index is kept. It gets no more changes and has
	 * no alias.
	 * @return the request
	 */
	public Resync rebuildKeepingOld() {
		return new Resync(this.table, this.pipeline, this.from, this.to, Target.NEW_INDEX_KEEPING_OLD);
	}

	private static @Nullable String text(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return HexFormat.of().formatHex(bytes);
		}
		if (value instanceof LocalDateTime time) {
			return time.toString().replace('T', ' ');
		}
		return (value != null) ? value.toString() : null;
	}

	/**
	 * Where rows are written to.
	 */
	public enum Target {

		/** Where they are already. */
		SAME,

		/** To a new index, which replaces the old one. */
		NEW_INDEX,

		/** To a new index, beside which the old one is kept. */
		NEW_INDEX_KEEPING_OLD

	}

}
