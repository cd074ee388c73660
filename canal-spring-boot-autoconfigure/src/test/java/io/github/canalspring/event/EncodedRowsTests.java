package io.github.canalspring.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Row}s whose values are decoded when they are asked for.
 */
class EncodedRowsTests {

	private static final Columns COLUMNS = new Columns(List.of("id", "name", "photo"));

	private final List<String> decoded = new ArrayList<>();

	private final EncodedRows encoded = new EncodedRows() {

		@Override
		public @Nullable Object value(int row, int column) {
			EncodedRowsTests.this.decoded.add(COLUMNS.name(column) + row);
			return switch (column) {
				case 0 -> row;
				case 1 -> (row == 0) ? null : "name";
				default -> new byte[] { 1 };
			};
		}

		@Override
		public boolean same(int row, int other, int column) {
			return row == other;
		}

	};

	private final Row row = new Row(COLUMNS, this.encoded, 1);

	@Test
	void onlyWhatIsAskedForIsDecoded() {
		assertThat(this.row.getString("NAME")).isEqualTo("name");
		assertThat(this.row.get(0)).isEqualTo(1);
		assertThat(this.row.has("photo")).isTrue();
		assertThat(this.row).hasToString("Row[id, name, photo]");
		assertThat(this.decoded).containsExactly("name1", "id1");
	}

	@Test
	void aDecodedRowHasItsValuesAtHand() {
		Row all = this.row.decoded();
		this.decoded.clear();
		assertThat(all.asMap()).containsOnlyKeys("id", "name", "photo").containsEntry("name", "name");
		assertThat(all.getBytes("photo")).containsExactly(1);
		assertThat(all.decoded()).isSameAs(all);
		assertThat(this.decoded).isEmpty();
	}

	@Test
	void rowsAreEqualHoweverTheyAreKept() {
		Row plain = new Row(COLUMNS, new Object[] { 1, "name", new byte[] { 1 } });
		assertThat(this.row).isEqualTo(plain).hasSameHashCodeAs(plain);
		assertThat(plain).isEqualTo(this.row);
		assertThat(this.row).isNotEqualTo(new Row(COLUMNS, this.encoded, 0)).isNotEqualTo(Row.of(Map.of("id", 1)));
		assertThat(new Row(COLUMNS, this.encoded, 0).asMap()).containsEntry("name", null);
	}

	@Test
	void comparesWithoutDecodingWhereItCan() {
		assertThat(this.row.sameValue(2, new Row(COLUMNS, this.encoded, 1), 2)).isTrue();
		assertThat(this.decoded).isEmpty();
		Row other = new Row(COLUMNS, this.encoded, 2);
		assertThat(this.row.sameValue(0, other, 0)).isFalse();
		assertThat(this.row.sameValue(1, other, 1)).isTrue();
		assertThat(this.row.sameValue(2, other, 2)).isTrue();
		assertThat(this.row.sameValue(1, new Row(COLUMNS, new Object[] { 1, "name", 2 }), 1)).isTrue();
	}

}
