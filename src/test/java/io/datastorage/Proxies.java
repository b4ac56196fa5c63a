package io.datastorage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Proxies of an interface that fail as what is behind them does. */
public final class Proxies {
    private Proxies() {}

    /** A proxy; what the handler's call of the real method throws is thrown as it is, not wrapped. */
    public static <T> T of(Class<T> type, InvocationHandler handler) {
        InvocationHandler unwrapping = (proxy, method, given) -> {
            try {
                return handler.invoke(proxy, method, given);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, unwrapping));
    }
}
