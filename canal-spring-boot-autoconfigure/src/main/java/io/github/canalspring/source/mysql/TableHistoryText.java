package io.github.canalspring.source.mysql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import io.github.canalspring.source.TableId;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Table definitions as one word, short enough to be part of each checkpoint: JSON,
 * compressed.
 */
final class TableHistoryText {

	private TableHistoryText() {
	}

	static String write(Content content) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
			out.write(JsonMapper.shared().writeValueAsBytes(content));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
	}

	static Content read(String text) {
		try (InflaterInputStream in = new InflaterInputStream(
				new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
			return JsonMapper.shared().readValue(in.readAllBytes(), Content.class);
		}
		catch (IOException | JacksonException ex) {
			throw new IllegalArgumentException("Not the tables of a position", ex);
		}
	}

	/**
	 * What is written. Older texts have no dropped tables.
	 */
	record Content(List<TableDefinition> tables, List<TableId> unknown, @Nullable List<TableId> dropped,
			Map<String, String> charsets, boolean begun) {
	}

}
