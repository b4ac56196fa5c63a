package io.datastorage.web;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Ends a connection with its answer (RFC 9112, section 9.6) in two cases. Once the service goes down: a client that kept
 * it would send its next request to a server that has gone, and a connection that is kept stays with this instance
 * whatever the load balancer knows. And while there are as many as there may be: one that is kept idle keeps out whoever
 * waits to be accepted.
 */
@Component
class LastAnswerFilter extends OncePerRequestFilter {
    private final ShutdownCheck shutdown;
    private final ConnectionLimit limit;

    LastAnswerFilter(ShutdownCheck shutdown, ConnectionLimit limit) {
        this.shutdown = shutdown;
        this.limit = limit;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (shutdown.check().isPresent() || limit.isReached()) {
            response.setHeader("Connection", "close");
        }
        chain.doFilter(request, response);
    }
}
