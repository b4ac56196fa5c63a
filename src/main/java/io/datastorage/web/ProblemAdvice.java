package io.datastorage.web;

import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Answers a request whose handler, or the search for one, threw. */
@RestControllerAdvice
class ProblemAdvice {
    private final ProblemMapper mapper;
    private final ProblemWriter writer;

    ProblemAdvice(ProblemMapper mapper, ProblemWriter writer) {
        this.mapper = mapper;
        this.writer = writer;
    }

    @ExceptionHandler
    void answer(Exception failure, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            if (response.getStatus() < 400) {
                // Half an answer is out. Thrown on, it makes the container cut the connection: nobody takes it for whole.
                throw failure;
            }
            // The container saw the body break off, and forwards to the error page when this returns.
            return;
        }
        writer.write(mapper.map(failure), request, response);
    }
}
