package io.github.canalspring.source.mysql;

import java.util.function.Supplier;

/**
 * A global transaction id. It is its own supplier of its text, so that the text is only
 * put together when it is asked for.
 *
 * @param source where the transaction was first committed
 * @param number the transaction's number there
 */
record Gtid(Source source, long number) implements Supplier<String> {

	@Override
	public String get() {
		return this.source.prefix() + this.number;
	}

	/**
	 * Where transactions come from.
	 *
	 * @param key what the numbers grow along: the server's UUID, with the tag if any, or
	 * MariaDB's domain
	 * @param prefix the text before the number
	 */
	record Source(String key, String prefix) {

		static Source mysql(String uuidAndTag) {
			return new Source(uuidAndTag, uuidAndTag + ":");
		}

		static Source mariadb(long domain, long server) {
			return new Source(Long.toString(domain), domain + "-" + server + "-");
		}

	}

}
