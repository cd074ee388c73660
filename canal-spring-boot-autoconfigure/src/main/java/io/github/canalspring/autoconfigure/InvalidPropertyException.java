package io.github.canalspring.autoconfigure;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * A property is missing or its value cannot be used.
 * <p>
 * Of its own because the analysis of the type above names no remedy, and is silent on a
 * property that is absent or comes from an environment variable.
 */
class InvalidPropertyException extends InvalidConfigurationPropertyValueException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param name the property's name
	 * @param value its value; {@code null} if it is not set
	 * @param problem what is wrong, to be read after "is": {@code not a port}
	 * @param remedy what to write instead
	 */
	InvalidPropertyException(String name, @Nullable Object value, String problem, String remedy) {
		super(name, value, problem + ". " + remedy);
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Read a property that must be set.
	 * @param <T> what it is read into
	 * @param name the property's name
	 * @param value its value
	 * @param example what could be written
	 * @param reader reads the value; throws {@link IllegalArgumentException} with what is
	 * wrong and, after a full stop, what to write
	 * @return what the reader returns
	 */
	static <T> T read(String name, @Nullable String value, String example, Function<String, T> reader) {
		if (value == null || value.isBlank()) {
			throw new InvalidPropertyException(name, null, "not set", "Write one, such as " + example + ".");
		}
		try {
			return reader.apply(value);
		}
		catch (IllegalArgumentException ex) {
			throw of(name, value, example, ex);
		}
	}

	/**
	 * Name the property that something was refused for.
	 * @param name the property's name
	 * @param value its value
	 * @param example what could be written
	 * @param refusal says what is wrong and, after a full stop, what to write
	 * @return the exception to throw
	 */
	static InvalidPropertyException of(String name, Object value, String example, IllegalArgumentException refusal) {
		String message = String.valueOf(refusal.getMessage());
		int stop = message.lastIndexOf(". ");
		String problem = (stop < 0) ? message : message.substring(0, stop);
		String remedy = (stop < 0) ? "Write a value such as " + example : message.substring(stop + 2);
		return new InvalidPropertyException(name, value, "not possible: " + problem, remedy + ".");
	}

	String problem() {
		return this.problem;
	}

	String remedy() {
		return this.remedy;
	}

}
