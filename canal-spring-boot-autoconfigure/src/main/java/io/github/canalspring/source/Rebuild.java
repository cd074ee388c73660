package io.github.canalspring.source;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a sink holds of tables and is to be made anew beside what is there, filled while
 * both follow the stream, checked, and put in its place: the plan of one such rebuild. It
 * is part of the positions until it is done. Immutable.
 *
 * @param id names the rebuild, unlike any other one
 * @param tables the tables to read: all that the copies are made of
 * @param copies what is made anew
 * @param keepOld whether what was there before stays, out of use
 */
public record Rebuild(String id, List<TableId> tables, List<Copy> copies, boolean keepOld) {

	public Rebuild {
		tables = List.copyOf(tables);
		copies = List.copyOf(copies);
	}

	/**
	 * Whether two rebuilds make one of their copies anew for the same name.
	 * @param other another rebuild
	 * @return whether they cannot both be under way
	 */
	public boolean overlaps(Rebuild other) {
		return this.copies.stream()
			.anyMatch((copy) -> other.copies.stream().anyMatch((its) -> its.name().equals(copy.name())));
	}

	/**
	 * Whether something is to be removed once the new copies are in use.
	 * @return whether there is, that does not go by itself
	 */
	public boolean leavesOld() {
		return !this.keepOld && this.copies.stream().anyMatch((copy) -> copy.old() != null);
	}

	/**
	 * One copy, such as an index.
	 *
	 * @param name the name that readers and the sink use
	 * @param old what is behind the name before; {@code null} if nothing is that could be
	 * told from the name
	 * @param oldId the identity of that, which another one of the same name does not have
	 * @param next what is behind the name afterwards
	 */
	public record Copy(String name, @Nullable String old, @Nullable String oldId, String next) {

	}

}
