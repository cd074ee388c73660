package io.github.canalspring.sink.handler;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.github.canalspring.sink.ColumnText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ClassUtils;

/**
 * Chooses the conversion for a type that a record or bean asks for. The application's
 * {@link ConversionService} comes last, and, towards the JDK's types, for text only: its
 * converters between numbers and times drop what does not fit.
 */
final class Conversions {

	private static final Map<Class<?>, Conversion> CONVERSIONS = new HashMap<>();

	static {
		CONVERSIONS.put(Byte.class, Numbers::toByte);
		CONVERSIONS.put(Short.class, Numbers::toShort);
		CONVERSIONS.put(Integer.class, Numbers::toInteger);
		CONVERSIONS.put(Long.class, Numbers::toLong);
		CONVERSIONS.put(Float.class, Numbers::toFloat);
		CONVERSIONS.put(Double.class, Numbers::toDouble);
		CONVERSIONS.put(Number.class, (value) -> (value instanceof Number) ? value : null);
		CONVERSIONS.put(BigInteger.class, Numbers::toBigInteger);
		CONVERSIONS.put(BigDecimal.class, Numbers::toBigDecimal);
		CONVERSIONS.put(Boolean.class, Numbers::toBoolean);
		CONVERSIONS.put(String.class, (value) -> (value instanceof byte[]) ? null : ColumnText.of(value));
		CONVERSIONS.put(CharSequence.class, (value) -> (value instanceof byte[]) ? null : ColumnText.of(value));
		CONVERSIONS.put(Object.class, (value) -> value);
		CONVERSIONS.put(OffsetDateTime.class,
				(value) -> (value instanceof Instant time) ? time.atOffset(ZoneOffset.UTC) : null);
		CONVERSIONS.put(ZonedDateTime.class,
				(value) -> (value instanceof Instant time) ? time.atZone(ZoneOffset.UTC) : null);
		CONVERSIONS.put(Date.class, Conversions::toDate);
		CONVERSIONS.put(LocalTime.class, Conversions::toLocalTime);
		CONVERSIONS.put(Year.class, (value) -> (value instanceof Integer year) ? Year.of(year) : null);
		CONVERSIONS.put(UUID.class, Conversions::toUuid);
	}

	private final JsonMapper jsonMapper;

	private final ConversionService conversionService;

	Conversions(JsonMapper jsonMapper, ConversionService conversionService) {
		this.jsonMapper = jsonMapper;
		this.conversionService = conversionService;
	}

	/**
	 * The conversion to a type.
	 * @param target the type; a primitive counts as its box
	 * @return the conversion
	 */
	Conversion to(JavaType target) {
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(target.getRawClass());
		Conversion direct = type.isEnum() ? toEnum(type) : CONVERSIONS.get(type);
		TypeDescriptor descriptor = new TypeDescriptor(resolvable(target), null, null);
		boolean fromAnything = !ClassUtils.isPrimitiveOrWrapper(type) && !type.getName().startsWith("java.");
		return (value) -> {
			if (type.isInstance(value)) {
				return value;
			}
			Object converted = (direct != null) ? direct.convert(value) : null;
			if (converted == null && value instanceof JsonNode node) {
				return fromJson(node, target);
			}
			return (converted == null && (fromAnything || value instanceof String)) ? fromService(value, descriptor)
					: converted;
		};
	}

	private static ResolvableType resolvable(JavaType type) {
		if (type.containedTypeCount() == 0) {
			return ResolvableType.forClass(type.getRawClass());
		}
		ResolvableType[] generics = type.getBindings()
			.getTypeParameters()
			.stream()
			.map(Conversions::resolvable)
			.toArray(ResolvableType[]::new);
		return ResolvableType.forClassWithGenerics(type.getRawClass(), generics);
	}

	private @Nullable Object fromJson(JsonNode node, JavaType target) {
		try {
			return this.jsonMapper.treeToValue(node, target);
		}
		catch (JacksonException ex) {
			return null; // Its message may show values.
		}
	}

	private @Nullable Object fromService(Object value, TypeDescriptor target) {
		TypeDescriptor source = TypeDescriptor.valueOf(value.getClass());
		if (!this.conversionService.canConvert(source, target)) {
			return null;
		}
		try {
			return this.conversionService.convert(value, source, target);
		}
		catch (ConversionException ex) {
			return null; // Its message shows the value.
		}
	}

	/** By name in any case; of those that differ in nothing else, the first. */
	private static Conversion toEnum(Class<?> type) {
		Map<String, Object> exact = new HashMap<>();
		Map<String, Object> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		for (Object constant : type.getEnumConstants()) {
			String name = ((Enum<?>) constant).name();
			Object first = anyCase.putIfAbsent(name, constant);
			exact.put(name, (first != null) ? first : constant);
		}
		return (value) -> {
			if (!(value instanceof String)) {
				return null;
			}
			Object constant = exact.get(value);
			return (constant != null) ? constant : anyCase.get(value);
		};
	}

	private static @Nullable Object toDate(Object value) {
		return (value instanceof Instant time && time.getNano() % 1_000_000 == 0) ? Date.from(time) : null;
	}

	private static @Nullable Object toLocalTime(Object value) {
		return (value instanceof Duration time && !time.isNegative() && time.toDays() == 0)
				? LocalTime.ofNanoOfDay(time.toNanos()) : null;
	}

	private static @Nullable Object toUuid(Object value) {
		if (value instanceof byte[] bytes && bytes.length == 16) {
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			return new UUID(buffer.getLong(), buffer.getLong());
		}
		// UUID.fromString takes shorter groups too, so it is asked for the same text
		// back.
		if (value instanceof String text && text.length() == 36) {
			try {
				UUID uuid = UUID.fromString(text);
				return uuid.toString().equalsIgnoreCase(text) ? uuid : null;
			}
			catch (IllegalArgumentException ex) {
				return null; // Its message shows the value.
			}
		}
		return null;
	}

}
