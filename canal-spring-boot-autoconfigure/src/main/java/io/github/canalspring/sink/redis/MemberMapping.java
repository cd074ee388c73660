package io.github.canalspring.sink.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Set;

import io.github.canalspring.event.Row;
import io.github.canalspring.sink.RowCondition;
import io.github.canalspring.sink.RowTemplate;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.TableSchema;
import org.jspecify.annotations.Nullable;

/**
 * Makes each row a member of a set, or, with a score, of a sorted set, that it shares
 * with other rows.
 */
final class MemberMapping implements BoundMapping {

	private static final Set<ColumnType> SCORES = Set.of(ColumnType.TINYINT, ColumnType.SMALLINT, ColumnType.MEDIUMINT,
			ColumnType.INT, ColumnType.BIGINT, ColumnType.YEAR, ColumnType.DECIMAL, ColumnType.FLOAT, ColumnType.DOUBLE,
			ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIMESTAMP, ColumnType.TIME);

	private final RedisMapping mapping;

	private final RowCondition.Bound when;

	private final RowTemplate.Bound key;

	private final RowTemplate.Bound member;

	private final boolean sorted;

	private final int score;

	MemberMapping(RedisMapping mapping, RedisValue.Member value, TableSchema table) {
		this.mapping = mapping;
		this.when = mapping.when().bind(table);
		this.key = mapping.key().bind(table.header());
		this.member = value.member().bind(table.header());
		this.sorted = value.score() != null;
		this.score = (value.score() != null) ? scoreIndex(value.score(), table) : -1;
	}

	private static int scoreIndex(String name, TableSchema table) {
		Column column = table.column(name);
		if (column == null) {
			throw new IllegalArgumentException(
					"The score '" + name + "' is not among the table's columns " + table.header());
		}
		if (!SCORES.contains(column.type())) {
			throw new IllegalArgumentException(
					"The score '" + name + "' is a " + column.type() + " and neither a number nor a time");
		}
		return table.header().indexOf(name);
	}

	@Override
	public void remove(Change change, PendingWrites writes) {
		Row before = this.when.possible(change.before());
		Row after = this.when.certain(change.after());
		if (before == null || (after != null && staysMember(before, after))) {
			return;
		}
		RedisMember old = member(before);
		if (old != null && !old.equals(member(after))) {
			writes.removeMember(old);
		}
	}

	/** The usual case, found out without writing the texts. */
	private boolean staysMember(Row before, Row after) {
		return this.key.sameColumns(before, after) && this.member.sameColumns(before, after)
				&& (!this.sorted || after.get(this.score) != null);
	}

	@Override
	public void put(Change change, PendingWrites writes) {
		Row after = this.when.visible(change.after());
		RedisMember member = member(after);
		if (after != null && member != null) {
			writes.addMember(member, this.sorted ? score(after) : 0, change, this.mapping);
		}
	}

	/**
	 * What a row may be a member of: also one of which the condition cannot be told.
	 * @param row the row; {@code null} if there is none
	 * @return the member; {@code null} for a row that is in no set
	 */
	@Nullable RedisMember possibleMember(@Nullable Row row) {
		return member(this.when.possible(row));
	}

	/** {@code null} for a row that is in no set. */
	private @Nullable RedisMember member(@Nullable Row row) {
		if (row == null || (this.sorted && row.get(this.score) == null)) {
			return null;
		}
		String key = this.key.render(row);
		String member = this.member.render(row);
		return (key != null && member != null) ? new RedisMember(key, member, this.sorted) : null;
	}

	private double score(Row row) {
		Object value = row.get(this.score);
		if (value instanceof Number number) {
			return number.doubleValue();
		}
		if (value instanceof Instant instant) {
			return instant.toEpochMilli();
		}
		if (value instanceof LocalDateTime time) {
			return time.toInstant(ZoneOffset.UTC).toEpochMilli();
		}
		if (value instanceof LocalDate date) {
			return date.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
		}
		// A zero date is text; it is before all others.
		return (value instanceof Duration time) ? time.toMillis() : Double.NEGATIVE_INFINITY;
	}

}
