package io.github.canalspring.source.mysql;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Reads from a statement's event which databases it changed or locked, by views, triggers
 * and functions too. MySQL tells for its own parallel replicas; MariaDB does not.
 */
final class UpdatedDatabases {

	private static final int CODE = 12;

	/** More than it has room for. */
	private static final int TOO_MANY = 254;

	private UpdatedDatabases() {
	}

	/**
	 * Read the event's status variables.
	 * @param in all of them
	 * @return the databases; {@code null} if the server does not tell
	 */
	static @Nullable Set<String> read(EventBytes in) {
		while (in.hasRemaining()) {
			int code = in.uint8();
			if (code == CODE) {
				int count = in.uint8();
				return (count == TOO_MANY) ? null : names(in, count);
			}
			if (!skip(in, code)) {
				return null;
			}
		}
		return null;
	}

	private static Set<String> names(EventBytes in, int count) {
		Set<String> names = new HashSet<>();
		for (int index = 0; index < count; index++) {
			int length = 0;
			while (in.bytes[in.position + length] != 0) {
				length++;
			}
			names.add(in.utf8(length));
			in.skip(1);
		}
		return names;
	}

	/** The variables come in no order, and how long each is has to be known. */
	private static boolean skip(EventBytes in, int code) {
		switch (code) {
			case 0, 3, 10 -> in.skip(4);
			case 1, 9, 17 -> in.skip(8);
			case 2 -> in.skip(in.uint8() + 1);
			case 4 -> in.skip(6);
			case 5, 6 -> in.skip(in.uint8());
			case 7, 8, 18 -> in.skip(2);
			case 11 -> {
				in.skip(in.uint8());
				in.skip(in.uint8());
			}
			case 13 -> in.skip(3);
			case 16, 19, 20 -> in.skip(1);
			default -> {
				return false;
			}
		}
		return true;
	}

}
