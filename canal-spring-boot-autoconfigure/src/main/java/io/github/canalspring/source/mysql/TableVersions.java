package io.github.canalspring.source.mysql;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.canalspring.source.Column;
import io.github.canalspring.source.ColumnType;
import io.github.canalspring.source.SourceException;
import io.github.canalspring.source.TableId;
import io.github.canalspring.source.TableSchema;
import io.github.canalspring.source.mysql.Collations.CharacterSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes table versions of table map events: by the event alone where it has the names,
 * else with the help of {@code information_schema}, if that fits.
 */
final class TableVersions {

	private final Collations collations;

	private final InformationSchema informationSchema;

	private final DdlReader ddl;

	private final String exclude;

	/**
	 * Create it.
	 * @param collations the server's
	 * @param informationSchema what the server has now
	 * @param exclude the property that leaves tables out, for messages
	 */
	TableVersions(Collations collations, InformationSchema informationSchema, String exclude) {
		this.exclude = exclude;
		this.collations = collations;
		this.informationSchema = informationSchema;
		this.ddl = new DdlReader(collations, informationSchema::lowersNames);
	}

	/**
	 * The tables that the server has now.
	 */
	List<TableId> tableNames() {
		return this.informationSchema.tableNames();
	}

	/**
	 * Reads the statements that make new versions.
	 */
	DdlReader ddl() {
		return this.ddl;
	}

	/**
	 * Make a version of a table.
	 * @param map the table map event
	 * @param server the version of the server that wrote it
	 * @param known what is known of tables whose names are not logged
	 * @return the version
	 * @throws SourceException if the table cannot be told or read
	 */
	BinlogTable version(TableMap map, ServerVersion server, KnownTables known) {
		List<String> names = map.metadata().names();
		List<ColumnDefinition> definitions;
		List<String> key;
		boolean described = names == null;
		if (names != null) {
			known.forget();
			described = server.mariadb()
					&& IntStream.range(0, names.size()).anyMatch((index) -> isAmbiguous(map, index));
			definitions = definitions(map, names, described);
			if (!server.surelyCountsYears() && definitions.stream().anyMatch((one) -> isYear(one))) {
				requireSigns(map, definitions);
			}
			key = map.metadata().primaryKey().stream().map(names::get).toList();
		}
		else {
			TableDefinition definition = known.find(map, (one) -> {
				one.requireFit(map);
				requireSameMeaning(map, definitions(one, map), one, server);
			});
			definitions = definitions(definition, map);
			key = definition.primaryKey();
		}
		ColumnDecoder[] decoders = new ColumnDecoder[definitions.size()];
		for (int index = 0; index < decoders.length; index++) {
			decoders[index] = decoder(map.id(), map.columns().get(index), definitions.get(index));
		}
		return new BinlogTable(map.id(),
				new TableSchema(map.id(), definitions.stream().map(ColumnDefinition::column).toList(), key), decoders,
				map.columns().stream().mapToInt(WireColumn::size).toArray(), described);
	}

	/** The binlog has which columns may be NULL. */
	private static List<ColumnDefinition> definitions(TableDefinition definition, TableMap map) {
		List<ColumnDefinition> definitions = new ArrayList<>();
		for (int index = 0; index < definition.columns().size(); index++) {
			definitions.add(definition.columns().get(index).definition(map.columns().get(index).nullable()));
		}
		return definitions;
	}

	/**
	 * Check what the binlog has without names, too: with other signs or another character
	 * set the same bytes are other values.
	 */
	private void requireSameMeaning(TableMap map, List<ColumnDefinition> columns, TableDefinition definition,
			ServerVersion server) {
		boolean signs = map.metadata().signs()
				&& (server.surelyCountsYears() || columns.stream().noneMatch((one) -> isYear(one)));
		for (int index = 0; index < columns.size(); index++) {
			ColumnDefinition now = columns.get(index);
			if (signs && map.columns().get(index).hasSign(server) && !isYear(now)
					&& map.metadata().unsigned()[index] != now.column().unsigned()) {
				throw definition.misfit("column '" + now.column().name() + "' was "
						+ (now.column().unsigned() ? "signed" : "unsigned") + " and is not any more");
			}
			Integer collation = map.metadata().collations().get(index);
			if (collation != null && !this.collations.of(collation).reads(now.characters())) {
				throw definition.misfit("column '" + now.column().name() + "' was in another character set");
			}
		}
	}

	private static boolean isYear(ColumnDefinition definition) {
		return definition.column().type() == ColumnType.YEAR;
	}

	/**
	 * Check by the table of now which columns are unsigned, where the binlog may be
	 * misunderstood.
	 */
	private void requireSigns(TableMap map, List<ColumnDefinition> definitions) {
		TableSchema now = this.informationSchema.table(map.id()).schema();
		for (ColumnDefinition definition : definitions) {
			Column column = now.column(definition.column().name());
			if (column == null || column.unsigned() != definition.column().unsigned()) {
				throw new SourceException(
						"It cannot be told whether column '" + definition.column().name() + "' of table " + map.id()
								+ " is unsigned, since the table has a YEAR column",
						"Upgrade the server to MySQL 8.0.29 or later, or start again past this position");
			}
		}
	}

	/**
	 * Whether it may be one of several types of MariaDB, which its binlog does not tell
	 * apart.
	 */
	private static boolean isAmbiguous(TableMap map, int index) {
		WireColumn wire = map.columns().get(index);
		int collation = map.metadata().collations().getOrDefault(index, Collations.BINARY);
		return wire.isOldTime() || wire.type() == WireColumn.STRING && collation == Collations.BINARY
				&& FixedText.isPossible(wire.metadata());
	}

	/**
	 * What the table of now tells of an ambiguous column.
	 */
	private @Nullable FixedText fixedText(TableMap map, int index, String name, TableDefinition now) {
		WireColumn wire = map.columns().get(index);
		if (!isAmbiguous(map, index)) {
			return null;
		}
		for (int place = 0; place < now.columns().size(); place++) {
			ColumnSpec column = now.columns().get(place);
			if (column.name().equals(name)) {
				if (wire.isOldTime() && !wire.fits(column.wire(wire.nullable()))) {
					break;
				}
				return FixedText.named(column.type());
			}
		}
		throw new SourceException(
				"The type of column '" + name + "' of table " + map.id()
						+ " cannot be told: it is neither in the binlog nor in the table of now",
				wire.isOldTime() ? "Run ALTER TABLE " + map.id() + " FORCE, then start again past this position"
						: "Leave the table out with " + this.exclude + ", or start again past this position");
	}

	private List<ColumnDefinition> definitions(TableMap map, List<String> names, boolean ambiguous) {
		TableDefinition now = ambiguous ? this.informationSchema.table(map.id()) : null;
		List<ColumnDefinition> definitions = new ArrayList<>();
		for (int index = 0; index < names.size(); index++) {
			String name = names.get(index);
			WireColumn wire = map.columns().get(index);
			CharacterSet characters = characters(map, index, name);
			List<String> labels = map.metadata()
				.labels()
				.getOrDefault(index, List.of())
				.stream()
				.map((label) -> new String(label, TextDecoders.charset(map.id(), name, characters, this.exclude)))
				.toList();
			FixedText fixedText = (now != null) ? fixedText(map, index, name, now) : null;
			ColumnType type = (fixedText != null) ? ColumnType.TEXT : type(map.id(), name, wire, characters);
			int precision = (fixedText != null) ? fixedText.characters() : precision(wire, type, characters);
			int scale = (type == ColumnType.DECIMAL) ? wire.scale() : 0;
			boolean unsigned = map.metadata().unsigned()[index] && type != ColumnType.YEAR;
			definitions
				.add(new ColumnDefinition(new Column(name, type, unsigned, precision, scale, wire.nullable(), labels),
						characters, fixedText));
		}
		return definitions;
	}

	private CharacterSet characters(TableMap map, int index, String name) {
		Integer collation = map.metadata().collations().get(index);
		if (collation != null) {
			return this.collations.of(collation);
		}
		if (map.metadata().hasPlainLabels(index)) {
			return Collations.named("binary");
		}
		// MySQL before 8.0.20 logs labels without the character set they are in.
		return this.informationSchema.table(map.id())
			.columns()
			.stream()
			.filter((now) -> now.name().equals(name))
			.findFirst()
			.map((now) -> Collations.named(now.charset()))
			.orElseThrow(() -> new SourceException(
					"The character set of column '" + name + "' of table " + map.id()
							+ " cannot be told: it is neither in the binlog nor in the table any more",
					"Upgrade the server to MySQL 8.0.20 or later, or start again past this position"));
	}

	private static int precision(WireColumn wire, ColumnType type, CharacterSet characters) {
		return switch (type) {
			case DECIMAL -> wire.precision();
			case BIT, TIME, DATETIME, TIMESTAMP -> wire.metadata();
			case TEXT, BINARY -> {
				if (wire.type() == WireColumn.BLOB || wire.type() == WireColumn.BLOB_COMPRESSED) {
					yield (wire.metadata() == 4) ? Integer.MAX_VALUE : (1 << (wire.metadata() << 3)) - 1;
				}
				yield (wire.metadata() - (wire.isCompressed() ? 1 : 0)) / characters.width();
			}
			default -> 0;
		};
	}

	private ColumnType type(TableId table, String column, WireColumn wire, CharacterSet characters) {
		return switch (wire.type()) {
			case WireColumn.TINY -> ColumnType.TINYINT;
			case WireColumn.SHORT -> ColumnType.SMALLINT;
			case WireColumn.INT24 -> ColumnType.MEDIUMINT;
			case WireColumn.LONG -> ColumnType.INT;
			case WireColumn.LONGLONG -> ColumnType.BIGINT;
			case WireColumn.YEAR -> ColumnType.YEAR;
			case WireColumn.NEWDECIMAL -> ColumnType.DECIMAL;
			case WireColumn.FLOAT -> ColumnType.FLOAT;
			case WireColumn.DOUBLE -> ColumnType.DOUBLE;
			case WireColumn.BIT -> ColumnType.BIT;
			case WireColumn.DATE -> ColumnType.DATE;
			case WireColumn.TIME, WireColumn.TIME2 -> ColumnType.TIME;
			case WireColumn.DATETIME, WireColumn.DATETIME2 -> ColumnType.DATETIME;
			case WireColumn.TIMESTAMP, WireColumn.TIMESTAMP2 -> ColumnType.TIMESTAMP;
			case WireColumn.VARCHAR, WireColumn.VAR_STRING, WireColumn.STRING, WireColumn.BLOB,
					WireColumn.VARCHAR_COMPRESSED, WireColumn.BLOB_COMPRESSED ->
				characters.isBinary() ? ColumnType.BINARY : ColumnType.TEXT;
			case WireColumn.ENUM -> ColumnType.ENUM;
			case WireColumn.SET -> ColumnType.SET;
			case WireColumn.JSON -> ColumnType.JSON;
			case WireColumn.GEOMETRY -> ColumnType.GEOMETRY;
			case WireColumn.VECTOR -> ColumnType.VECTOR;
			default -> throw new SourceException(
					"Column '" + column + "' of table " + table + " is of a type that cannot be read: type number "
							+ wire.type(),
					"Leave the table out with " + this.exclude + ", or move the column to another table");
		};
	}

	private ColumnDecoder decoder(TableId table, WireColumn wire, ColumnDefinition definition) {
		Column column = definition.column();
		CharacterSet characters = definition.characters();
		return switch (column.type()) {
			case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, YEAR, FLOAT, DOUBLE ->
				NumberDecoders.of(wire.type(), column.unsigned());
			case DECIMAL -> NumberDecoders.decimal(wire.precision(), wire.scale());
			case BIT -> NumberDecoders.bit(wire.metadata());
			case DATE, TIME, DATETIME, TIMESTAMP -> TemporalDecoders.of(wire.type(), wire.metadata());
			case TEXT -> text(wire, definition, TextDecoders.charset(table, column.name(), characters, this.exclude));
			case BINARY -> wire.isCompressed() ? TextDecoders.compressedBinary(lengthBytes(wire))
					: (wire.type() == WireColumn.STRING) ? TextDecoders.fixedBinary(wire.metadata())
							: TextDecoders.binary(lengthBytes(wire));
			case ENUM -> TextDecoders.enumeration(column.labels(), wire.metadata());
			case SET -> TextDecoders.set(column.labels(), wire.metadata());
			case JSON -> JsonDecoder.column(wire.metadata());
			case GEOMETRY -> TextDecoders.binary(wire.metadata());
			case VECTOR -> NumberDecoders.vector(wire.metadata());
		};
	}

	private static ColumnDecoder text(WireColumn wire, ColumnDefinition definition, Charset charset) {
		FixedText fixedText = definition.fixedText();
		if (fixedText != null) {
			return TextDecoders.fixedText(fixedText);
		}
		return wire.isCompressed() ? TextDecoders.compressedText(lengthBytes(wire), charset)
				: TextDecoders.text(lengthBytes(wire), charset);
	}

	private static int lengthBytes(WireColumn wire) {
		return -wire.size();
	}

}
