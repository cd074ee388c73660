package io.github.canalspring.sink;

/**
 * How the fields of documents are named after columns.
 */
public enum Naming {

	/** As the column is spelled. */
	COLUMN,

	/** {@code category_id} becomes {@code categoryId}. */
	CAMEL_CASE;

	/**
	 * Name a field.
	 * @param column the column's name
	 * @return the field's name
	 */
	public String fieldName(String column) {
		if (this == COLUMN || column.indexOf('_') < 0) {
			return column;
		}
		StringBuilder name = new StringBuilder(column.length());
		boolean upper = false;
		for (char character : column.toCharArray()) {
			if (character == '_') {
				upper = name.length() > 0;
			}
			else {
				name.append(upper ? Character.toUpperCase(character) : Character.toLowerCase(character));
				upper = false;
			}
		}
		return name.toString();
	}

}
