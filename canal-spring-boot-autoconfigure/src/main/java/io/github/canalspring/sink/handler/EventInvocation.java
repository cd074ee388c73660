package io.github.canalspring.sink.handler;

import java.lang.reflect.Method;

import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/**
 * A method of a bean. Which argument goes where is known from the signature, so the
 * argument resolution per call, which needs a message, is left out.
 */
final class EventInvocation extends InvocableHandlerMethod {

	EventInvocation(Object bean, Method method) {
		super(bean, method);
	}

	void call(Object... arguments) throws Exception {
		doInvoke(arguments);
	}

}
