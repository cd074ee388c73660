package io.github.canalspring.source.mysql;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.canalspring.servers.DatabaseServer;
import io.github.canalspring.source.Change;
import io.github.canalspring.source.ChangeBatch;
import io.github.canalspring.source.Position;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static io.github.canalspring.source.mysql.SourceFixture.changes;
import static io.github.canalspring.source.mysql.SourceFixture.in;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of a binlog file of more than 4 GiB, where the positions in the events have begun
 * anew. Such a file is made of a small one by putting large events without a meaning into
 * it, which take no room on the disk.
 */
@Timeout(600)
@EnabledIfSystemProperty(named = "canal.tests.large", matches = "true",
		disabledReason = "It takes a quarter of a minute for each server: -Dcanal.tests.large=true")
class LargeFileIntegrationTests {

	private static final int FILLER = 128 << 20;

	private static final int FILLERS = 33;

	private static final int IGNORABLE_FLAG = 0x80;

	private static final int LENGTH_AT = 9;

	private static final int POSITION_AT = 13;

	@TempDir
	private Path directory;

	@Test
	void mysqlIsReadBeyond4GiB() throws Exception {
		Optional<DatabaseServer.Builder> server = DatabaseServer.configured();
		Assumptions.assumeTrue(server.isPresent(), "-Dcanal.mysql.home names no folder of a MySQL server");
		isReadBeyond4GiB(server.orElseThrow());
	}

	@Test
	void mariadbIsReadBeyond4GiB() throws Exception {
		isReadBeyond4GiB(DatabaseServer.mariadb());
	}

	private void isReadBeyond4GiB(DatabaseServer.Builder builder) throws Exception {
		Path data = this.directory.resolve("server");
		DatabaseServer server = builder.dataDirectory(data).option("--binlog-checksum=NONE").start();
		try {
			SourceFixture fixture = new SourceFixture(server);
			fixture.database("large");
			fixture.sql("CREATE TABLE large.t (id INT PRIMARY KEY)");
			BinlogPosition start = (BinlogPosition) fixture.source().latest();
			fixture.sql("INSERT INTO large.t VALUES (1)");
			BinlogPosition middle = (BinlogPosition) fixture.source().latest();
			fixture.sql("INSERT INTO large.t VALUES (2)", "INSERT INTO large.t VALUES (3)", "FLUSH BINARY LOGS",
					"INSERT INTO large.t VALUES (4)");
			server.stop();
			enlarge(file(data, middle.file()), middle.offset());
			server.start();
			MysqlChangeSource source = fixture.source();
			List<ChangeBatch> batches = fixture.readAll(source, start, in("large"));
			assertThat(changes(batches)).extracting((change) -> change.row().get(0)).containsExactly(1, 2, 3, 4);
			assertThat(changes(batches)).extracting(Change::version).isSorted();
			ChangeBatch batch = batches.stream()
				.filter((one) -> !one.changes().isEmpty())
				.skip(1)
				.findFirst()
				.orElseThrow();
			BinlogPosition second = (BinlogPosition) batch.position();
			assertThat(second.offset()).isGreaterThan((long) FILLERS * FILLER);
			Position again = source.position(second.text());
			assertThat(changes(fixture.readAll(source, again, in("large")))).extracting((change) -> change.row().get(0))
				.containsExactly(3, 4);
		}
		finally {
			server.close();
		}
	}

	private static Path file(Path data, String name) throws IOException {
		try (Stream<Path> files = Files.walk(data)) {
			return files.filter((file) -> file.endsWith(name)).findFirst().orElseThrow();
		}
	}

	private static void enlarge(Path file, long middle) throws IOException {
		byte[] events = Files.readAllBytes(file);
		ByteBuffer bytes = ByteBuffer.wrap(events).order(ByteOrder.LITTLE_ENDIAN);
		long added = (long) FILLERS * FILLER;
		for (int at = (int) middle; at < events.length; at += bytes.getInt(at + LENGTH_AT)) {
			int position = bytes.getInt(at + POSITION_AT);
			// Within a transaction, MariaDB writes none.
			bytes.putInt(at + POSITION_AT, (position != 0) ? (int) (position + added) : 0);
		}
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			for (int index = 0; index < FILLERS; index++) {
				long at = middle + (long) index * FILLER;
				ByteBuffer header = ByteBuffer.allocate(EventHeader.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
				header.putInt(bytes.getInt((int) middle)).put((byte) EventCode.IGNORABLE).putInt(1).putInt(FILLER);
				header.putInt((int) (at + FILLER)).putShort((short) IGNORABLE_FLAG).flip();
				channel.write(header, at);
				// The bytes that were here before are zero in the filler.
				int rest = (int) Math.min(FILLER - EventHeader.LENGTH, Math.max(0, events.length - at));
				channel.write(ByteBuffer.allocate(rest), at + EventHeader.LENGTH);
			}
			channel.write(ByteBuffer.wrap(events, (int) middle, events.length - (int) middle), middle + added);
		}
	}

}
