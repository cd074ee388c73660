package io.github.canalspring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Marks a method of a bean that receives the row changes of one or more tables.
 *
 * <pre class="code">
 * &#64;Component
 * class ProductHandlers {
 *
 *     &#64;CanalTable("shop.product")
 *     void created(InsertEvent&lt;Product&gt; event) { ... }
 *
 *     &#64;CanalTable("shop.order_*")
 *     void any(RowEvent&lt;Row&gt; event) { ... }
 *
 *     &#64;CanalTable("shop.stock")
 *     void batch(List&lt;RowEvent&lt;Stock&gt;&gt; events) { ... }
 *
 * }
 * </pre>
 *
 * The event type in the signature selects the operations: {@code InsertEvent},
 * {@code UpdateEvent}, {@code DeleteEvent} or, for all of them, {@code RowEvent}. Its
 * type argument is what rows are bound to: {@code Row}, {@code Map<String, Object>}, a
 * record or a bean. A method may also take {@code EventMetadata}. Its return value is
 * ignored.
 * <p>
 * Methods are called on one thread, in the order of the binlog, at least once: an
 * exception makes the call be repeated. Nothing behind it is delivered before it
 * succeeds, unless {@code canal.handlers.on-error} is {@code park}: then the event is set
 * aside with the later ones of its row, and the others go on.
 * <p>
 * On a class, the annotation gives the tables (and the other attributes) to those of its
 * methods that carry the annotation without a value.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface CanalTable {

	/**
	 * The tables, each as {@code database.table}; {@code *} stands for any run of
	 * characters within a name. Spring placeholders such as {@code ${shop.db}.product}
	 * are resolved.
	 * @return the tables; empty on a method whose class names them
	 */
	String[] value() default {};

	/**
	 * Whether rows that a snapshot reads are delivered too, as insert events whose
	 * metadata says {@code snapshot()}. Off by default, because handlers tend to have
	 * effects that should happen once, such as sending a mail.
	 * @return whether snapshot rows are delivered
	 */
	boolean snapshot() default false;

	/**
	 * The name of the server under {@code canal.servers}, where the application reads
	 * several. Spring placeholders are resolved.
	 * @return the name; empty for the one server under {@code canal.server}
	 */
	String server() default "";

}
