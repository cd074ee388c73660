package io.github.canalspring.source.mysql;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an event with a statement tells of the session.
 *
 * @param mode the {@code sql_mode}
 * @param clientCollation a collation of the character set that the statement is in; 0 if
 * that is not told
 * @param serverCollation the collation of new databases; 0 if that is not told
 * @param databases which databases it changed or locked, by views, triggers and functions
 * too. MySQL tells for its own parallel replicas; {@code null} if the server does not
 */
record StatementVariables(long mode, int clientCollation, int serverCollation, @Nullable Set<String> databases) {

	private static final int MODE = 1;

	private static final int CHARSET = 4;

	private static final int DATABASES = 12;

	/** More than it has room for. */
	private static final int TOO_MANY = 254;

	/**
	 * Read the event's status variables.
	 * @param in all of them
	 */
	static StatementVariables read(EventBytes in) {
		long mode = 0;
		int client = 0;
		int server = 0;
		Set<String> databases = null;
		boolean known = true;
		while (known && in.hasRemaining()) {
			int code = in.uint8();
			switch (code) {
				case MODE -> mode = in.int64();
				case CHARSET -> {
					client = in.uint16();
					in.skip(2);
					server = in.uint16();
				}
				case DATABASES -> {
					int count = in.uint8();
					databases = (count == TOO_MANY) ? null : names(in, count);
					known = count != TOO_MANY;
				}
				default -> known = skip(in, code);
			}
		}
		return new StatementVariables(mode, client, server, databases);
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
			case 9, 17 -> in.skip(8);
			case 2 -> in.skip(in.uint8() + 1);
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
