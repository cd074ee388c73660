package io.github.canalspring.message;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Geometries as text, as Maxwell has them. Without the coordinate system.
 */
final class WellKnownText {

	private static final String[] NAMES = { "", "POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING",
			"MULTIPOLYGON", "GEOMETRYCOLLECTION" };

	private WellKnownText() {
	}

	/**
	 * Write a geometry.
	 * @param geometry a geometry as MySQL keeps it
	 * @return such as {@code POINT (1 2)}
	 */
	static String of(byte[] geometry) {
		ByteBuffer binary = ByteBuffer.wrap(geometry);
		binary.position(Integer.BYTES);
		StringBuilder text = new StringBuilder();
		geometry(binary, text, true);
		return text.toString();
	}

	private static void geometry(ByteBuffer binary, StringBuilder text, boolean named) {
		binary.order((binary.get() == 1) ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		int type = binary.getInt();
		if (type < 1 || type >= NAMES.length) {
			throw new IllegalArgumentException("A geometry is of a kind that is not known: " + type);
		}
		if (named) {
			text.append(NAMES[type]).append(' ');
		}
		switch (type) {
			case 1 -> list(1, text, () -> point(binary, text));
			case 2 -> points(binary, text);
			case 3 -> list(binary.getInt(), text, () -> points(binary, text));
			default -> list(binary.getInt(), text, () -> geometry(binary, text, type == 7));
		}
	}

	private static void points(ByteBuffer binary, StringBuilder text) {
		list(binary.getInt(), text, () -> point(binary, text));
	}

	private static void list(int size, StringBuilder text, Runnable item) {
		if (size == 0) {
			text.append("EMPTY");
			return;
		}
		text.append('(');
		for (int index = 0; index < size; index++) {
			text.append((index == 0) ? "" : ", ");
			item.run();
		}
		text.append(')');
	}

	private static void point(ByteBuffer binary, StringBuilder text) {
		number(binary.getDouble(), text);
		text.append(' ');
		number(binary.getDouble(), text);
	}

	private static void number(double number, StringBuilder text) {
		if (number == Math.rint(number) && Math.abs(number) < 1e15) {
			text.append((long) number);
		}
		else {
			text.append(number);
		}
	}

}
