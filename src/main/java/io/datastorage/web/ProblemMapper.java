package io.datastorage.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import jakarta.servlet.ServletException;

/**
 * The one place that turns an exception into what a client is told, and the one that logs it. Clients send a batch
 * again after 503 and drop it after most other statuses, so whatever comes from the database is 503.
 */
@Component
class ProblemMapper {
    private static final Logger log = LoggerFactory.getLogger(ProblemMapper.class);
    private static final int RETRY_SECONDS = 1;

    Problem map(Throwable failure) {
        return switch (failure) {
            case ProblemException known -> known.problem();
            case HttpRequestMethodNotSupportedException wrongMethod -> methodNotAllowed(wrongMethod);
            case ErrorResponse refused -> refused(refused, failure);
            case DataAccessException _,TransactionException _,SQLException _ -> database(failure);
            case SocketTimeoutException _ -> Problem.of(ProblemType.REQUEST_TIMEOUT);
            case IOException _ -> {
                log.debug("The client went away: {}", failure.toString());
                yield Problem.of(ProblemType.BAD_REQUEST);
            }
            case ServletException wrapper -> {
                var cause = wrapper.getRootCause();
                yield cause == null ? defect(wrapper) : map(cause);
            }
            default -> defect(failure);
        };
    }

    private static Problem methodNotAllowed(HttpRequestMethodNotSupportedException wrongMethod) {
        var supported = wrongMethod.getSupportedMethods();
        var allow = supported == null ? "" : Arrays.stream(supported).sorted().collect(Collectors.joining(", "));
        return Problem
                .of(ProblemType.METHOD_NOT_ALLOWED, "This path does not take this method. It takes: " + allow + ".")
                .withHeader("Allow", allow);
    }

    /** An exception of Spring's own that knows its status; its text may quote what it should not. */
    private static Problem refused(ErrorResponse refused, Throwable failure) {
        int status = refused.getStatusCode().value();
        return status >= 500 ? defect(failure) : Problem.of(ProblemType.ofStatus(status));
    }

    private static Problem database(Throwable failure) {
        log.warn("The database did not answer: {}", describe(failure));
        log.debug("The whole of it", failure);
        return Problem.of(ProblemType.DATABASE_ERROR).retryAfter(RETRY_SECONDS);
    }

    /** PostgreSQL's message proper, without its further lines: they may quote a row. */
    private static String describe(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                var message = String.valueOf(sql.getMessage()).lines().findFirst().orElse("");
                return message + " (SQLSTATE " + sql.getSQLState() + ")";
            }
        }
        return failure.getClass().getSimpleName();
    }

    private static Problem defect(Throwable failure) {
        log.error("A request failed", failure);
        return Problem.of(ProblemType.INTERNAL_ERROR);
    }
}
