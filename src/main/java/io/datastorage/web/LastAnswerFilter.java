package io.datastorage.web;

import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Ends every connection with its next answer once the service goes down (RFC 9112, section 9.6): a client that kept it
 * would send its next request to a server that has gone, and a connection that is kept stays with this instance
 * whatever the load balancer knows.
 */
@Component
class LastAnswerFilter extends OncePerRequestFilter {
    private final ShutdownCheck shutdown;

    LastAnswerFilter(ShutdownCheck shutdown) {
        this.shutdown = shutdown;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (shutdown.check().isPresent()) {
            response.setHeader("Connection", "close");
        }
        chain.doFilter(request, response);
    }
}
