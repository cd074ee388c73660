package io.github.canalspring.source.mysql;

import java.util.Locale;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link GtidSet}.
 */
class GtidSetTests {

	private static final String ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

	private static final String OTHER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

	private static Gtid gtid(String source, long number) {
		return new Gtid(Gtid.Source.mysql(source), number);
	}

	@Test
	void growsByTheNextNumber() {
		GtidSet set = GtidSet.parse(ONE + ":1-5");
		GtidSet larger = set.with(gtid(ONE, 6)).with(gtid(ONE, 7));
		assertThat(larger).hasToString(ONE + ":1-7").isEqualTo(GtidSet.parse(ONE + ":1-7"));
		assertThat(set).hasToString(ONE + ":1-5");
	}

	@Test
	void keepsGapsUntilTheyAreFilled() {
		GtidSet set = GtidSet.parse("").with(gtid(ONE, 1)).with(gtid(ONE, 3)).with(gtid(OTHER, 9)).with(gtid(ONE, 4));
		assertThat(set).hasToString(ONE + ":1:3-4," + OTHER + ":9");
		assertThat(set.with(gtid(ONE, 2))).hasToString(ONE + ":1-4," + OTHER + ":9");
	}

	@Test
	void knowsTags() {
		String text = ONE + ":1-5," + ONE + ":nightly:1-3:7";
		assertThat(GtidSet.parse(ONE + ":1-5:nightly:1-3:7")).hasToString(text).isEqualTo(GtidSet.parse(text));
		assertThat(GtidSet.parse(text).with(gtid(ONE + ":nightly", 4)))
			.hasToString(ONE + ":1-5," + ONE + ":nightly:1-4:7");
	}

	@Test
	void readsWhatServersShow() {
		assertThat(GtidSet.parse(ONE.toUpperCase(Locale.ROOT) + ":1-5,\n" + OTHER + ":1"))
			.hasToString(ONE + ":1-5," + OTHER + ":1");
		assertThatIllegalArgumentException().isThrownBy(() -> GtidSet.parse("mysql-bin.000001"));
		assertThatIllegalArgumentException().isThrownBy(() -> GtidSet.parse(ONE));
		assertThatIllegalArgumentException().isThrownBy(() -> GtidSet.parse(ONE + ":5-1"));
	}

	@Test
	void tellsWhatItContains() {
		GtidSet set = GtidSet.parse(ONE + ":1-5:7-9");
		assertThat(set.contains(GtidSet.parse(ONE + ":2-5:8"))).isTrue();
		assertThat(set.contains(GtidSet.parse(ONE + ":5-7"))).isFalse();
		assertThat(set.contains(GtidSet.parse(OTHER + ":1"))).isFalse();
		assertThat(GtidSet.parse("0-1-100,1-1-5").contains(GtidSet.parse("0-2-99"))).isTrue();
		assertThat(GtidSet.parse("0-1-100").contains(GtidSet.parse("1-1-1"))).isFalse();
		assertThat(set.contains(GtidSet.parse("0-1-1"))).isFalse();
	}

	@Test
	void tellsWhatIsMissing() {
		MysqlGtidSet set = MysqlGtidSet.parse(ONE + ":1-5:7-9:nightly:1-3," + OTHER + ":1-4");
		assertThat(set.without(MysqlGtidSet.parse(ONE + ":2-3:8-20:nightly:1-3")))
			.hasToString(ONE + ":1:4-5:7," + OTHER + ":1-4");
		assertThat(set.without(set)).hasToString("");
		assertThat(set.without(MysqlGtidSet.parse(""))).isEqualTo(set);
		MariadbGtidSet position = MariadbGtidSet.parse("0-2-100,1-1-5");
		assertThat(position.notIn("0-1-99,0-2-100,1-1-6")).isEmpty();
		assertThat(position.notIn("0-1-120,1-1-5")).isEqualTo("0-2-100");
		assertThat(position.notIn("")).isEqualTo("0-2-100,1-1-5");
	}

	@Test
	void keepsTheLastOfEachDomainOfMariadb() {
		GtidSet set = GtidSet.parse("0-1-100, 7-1-5");
		assertThat(set.with(new Gtid(Gtid.Source.mariadb(0, 2), 101))).hasToString("0-2-101,7-1-5");
		assertThat(set.with(new Gtid(Gtid.Source.mariadb(3, 1), 1))).hasToString("0-1-100,3-1-1,7-1-5");
		assertThat(set).hasToString("0-1-100,7-1-5").isEqualTo(GtidSet.parse("7-1-5,0-1-100"));
	}

}
