package io.github.canalspring.source;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * A source whose stream is split into partitions, which the instances of the application
 * share: each partition is read by one of them, and which one may change at any time.
 * Safe for use by several threads.
 */
public interface PartitionedSource {

	/**
	 * What is read, for messages, without any secret.
	 * @return such as {@code Kafka's topics [shop.product]}
	 */
	String describe();

	/**
	 * Begin to take part. Returns at once; connecting goes on in the background, and for
	 * ever.
	 * @param name names the group that shares the partitions, and the member's threads
	 * @param keepsPosition whether what applies the changes keeps its position itself;
	 * otherwise the group does
	 * @param listener told of partitions, on a thread of the source
	 * @return the membership, to be closed by the caller
	 */
	Membership join(String name, boolean keepsPosition, PartitionListener listener);

	/**
	 * Being one of those who share the partitions.
	 */
	interface Membership extends AutoCloseable {

		/**
		 * Why the member takes no part at the moment.
		 * @return the reason, for messages; {@code null} while it does
		 */
		@Nullable String disconnected();

		/**
		 * Give back all partitions, which the listener is told, and leave.
		 */
		@Override
		void close();

	}

	/**
	 * Told which partitions are read here. Called by one thread at a time.
	 */
	interface PartitionListener {

		/**
		 * A partition is to be read here from now on.
		 * @param partition its name
		 * @param source the partition as a source of its own
		 */
		void assigned(String partition, ChangeSource source);

		/**
		 * Partitions are to be read elsewhere. When it returns, nothing more of them is
		 * applied here.
		 * @param partitions their names
		 */
		void revoked(Collection<String> partitions);

	}

}
