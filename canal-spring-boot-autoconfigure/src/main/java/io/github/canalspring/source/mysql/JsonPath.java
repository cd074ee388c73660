package io.github.canalspring.source.mysql;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.json.JsonMapper;

/**
 * The path to a place in a document, as the server logs it:
 * {@code $.a[1]."a key"[last-2]}.
 */
final class JsonPath {

	private static final JsonMapper JSON = JsonMapper.shared();

	private JsonPath() {
	}

	/**
	 * Take a path apart.
	 * @param path the path
	 * @return keys as {@code String} and places in arrays as {@code Integer}, which
	 * counts from the end if it is negative: -1 is the last; empty for the document as a
	 * whole
	 */
	static List<Object> parse(String path) {
		List<Object> legs = new ArrayList<>();
		for (int at = 1; at < path.length();) {
			int end = end(path, at);
			if (path.charAt(at) == '[') {
				legs.add(place(path.substring(at + 1, end - 1).replace(" ", "")));
			}
			else {
				String key = path.substring(at + 1, end);
				legs.add(key.startsWith("\"") ? JSON.readValue(key, String.class) : key);
			}
			at = end;
		}
		return legs;
	}

	private static Integer place(String text) {
		if (!text.startsWith("last")) {
			return Integer.valueOf(text);
		}
		return -1 + (text.equals("last") ? 0 : Integer.parseInt(text.substring("last".length())));
	}

	/** Where the part that begins with a dot or a bracket ends. */
	private static int end(String path, int start) {
		boolean quoted = path.startsWith(".\"", start);
		for (int at = start + (quoted ? 2 : 1); at < path.length(); at++) {
			char next = path.charAt(at);
			if (quoted) {
				if (next == '"') {
					return at + 1;
				}
				at += (next == '\\') ? 1 : 0;
			}
			else if (next == ']') {
				return at + 1;
			}
			else if (next == '.' || next == '[') {
				return at;
			}
		}
		return path.length();
	}

}
