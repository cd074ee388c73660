package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;

/**
 * What a table map event says about a table.
 *
 * @param id the table
 * @param columns the columns as every server logs them
 * @param metadata what the server logs of them beyond that, by
 * {@code binlog_row_metadata}
 */
record TableMap(TableId id, List<WireColumn> columns, Metadata metadata) {

	/**
	 * Read only the name, after the table's number and flags.
	 */
	static TableId readId(EventBytes in) {
		String database = in.utf8(in.uint8());
		in.skip(1);
		String table = in.utf8(in.uint8());
		in.skip(1);
		return new TableId(database, table);
	}

	/**
	 * Read what follows the name.
	 */
	static TableMap read(TableId id, EventBytes in, ServerVersion server) {
		int count = in.packedInt();
		byte[] types = in.array(count);
		int typeMetadata = in.packedInt();
		int nulls = in.position + typeMetadata;
		List<WireColumn> columns = new ArrayList<>(count);
		for (int index = 0; index < count; index++) {
			boolean nullable = (in.bytes[nulls + (index >> 3)] >> (index & 7) & 1) != 0;
			columns.add(WireColumn.read(types[index] & 0xFF, in, nullable));
		}
		in.position = nulls + (count + 7 >> 3);
		return new TableMap(id, columns, Metadata.read(in, columns, server));
	}

	/**
	 * The optional part.
	 *
	 * @param names the columns' names; {@code null} if they are not logged
	 * @param signs whether it is logged which columns are unsigned
	 * @param unsigned which columns are unsigned
	 * @param collations the collation of each text, {@code ENUM} and {@code SET} column,
	 * by the column's index
	 * @param labels the labels of {@code ENUM} and {@code SET} columns, undecoded, by the
	 * column's index
	 * @param primaryKey the indexes of the primary key's columns
	 */
	record Metadata(@Nullable List<String> names, boolean signs, boolean[] unsigned, Map<Integer, Integer> collations,
			Map<Integer, List<byte[]>> labels, List<Integer> primaryKey) {

		private static Metadata read(EventBytes in, List<WireColumn> columns, ServerVersion server) {
			int[] numeric = indexes(columns, (column) -> column.hasSign(server));
			int[] text = indexes(columns, (column) -> column.hasCollation(server));
			int[] labelled = indexes(columns, WireColumn::isEnumOrSet);
			List<String> names = null;
			boolean signs = false;
			boolean[] unsigned = new boolean[columns.size()];
			Map<Integer, Integer> collations = new HashMap<>();
			Map<Integer, List<byte[]>> labels = new HashMap<>();
			List<Integer> primaryKey = List.of();
			int limit = in.limit;
			while (in.hasRemaining()) {
				int field = in.uint8();
				int length = in.packedInt();
				in.check(length);
				in.limit = in.position + length;
				switch (field) {
					case 1 -> {
						readBits(in, numeric, unsigned);
						signs = true;
					}
					case 2 -> readDefault(in, text, collations);
					case 3 -> readEach(in, text, collations);
					case 4 -> names = readNames(in);
					case 5 -> readLabels(in, indexes(columns, (column) -> column.type() == WireColumn.SET), labels);
					case 6 -> readLabels(in, indexes(columns, (column) -> column.type() == WireColumn.ENUM), labels);
					case 8 -> primaryKey = readNumbers(in, 1);
					case 9 -> primaryKey = readNumbers(in, 2);
					case 10 -> readDefault(in, labelled, collations);
					case 11 -> readEach(in, labelled, collations);
					default -> {
						// What else there is, such as the kind of geometry, changes no
						// value.
					}
				}
				in.position = in.limit;
				in.limit = limit;
			}
			return new Metadata(names, signs, unsigned, collations, labels, primaryKey);
		}

		/**
		 * Whether a column has no labels beyond ASCII.
		 */
		boolean hasPlainLabels(int index) {
			for (byte[] label : this.labels.getOrDefault(index, List.of())) {
				for (byte octet : label) {
					if (octet < 0) {
						return false;
					}
				}
			}
			return true;
		}

		private static int[] indexes(List<WireColumn> columns, Predicate<WireColumn> which) {
			return IntStream.range(0, columns.size()).filter((index) -> which.test(columns.get(index))).toArray();
		}

		private static void readBits(EventBytes in, int[] indexes, boolean[] bits) {
			for (int number = 0; number < indexes.length; number++) {
				int octet = in.bytes[in.position + (number >> 3)];
				bits[indexes[number]] = (octet >> 7 - (number & 7) & 1) != 0;
			}
		}

		private static void readDefault(EventBytes in, int[] indexes, Map<Integer, Integer> collations) {
			int usual = in.packedInt();
			for (int index : indexes) {
				collations.put(index, usual);
			}
			while (in.hasRemaining()) {
				collations.put(indexes[in.packedInt()], in.packedInt());
			}
		}

		private static void readEach(EventBytes in, int[] indexes, Map<Integer, Integer> collations) {
			for (int index : indexes) {
				collations.put(index, in.packedInt());
			}
		}

		private static List<String> readNames(EventBytes in) {
			List<String> names = new ArrayList<>();
			while (in.hasRemaining()) {
				names.add(in.utf8(in.packedInt()));
			}
			return names;
		}

		private static void readLabels(EventBytes in, int[] indexes, Map<Integer, List<byte[]>> labels) {
			for (int index : indexes) {
				int count = in.packedInt();
				List<byte[]> values = new ArrayList<>(count);
				for (int number = 0; number < count; number++) {
					values.add(in.array(in.packedInt()));
				}
				labels.put(index, values);
			}
		}

		/**
		 * The first of every so many numbers: a key's column may be followed by the
		 * length of its prefix.
		 */
		private static List<Integer> readNumbers(EventBytes in, int step) {
			List<Integer> numbers = new ArrayList<>();
			while (in.hasRemaining()) {
				numbers.add(in.packedInt());
				for (int skipped = 1; skipped < step; skipped++) {
					in.packed();
				}
			}
			return numbers;
		}

	}

}
