package io.datastorage.web;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

import java.io.IOException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Where the container forwards what failed outside of a handler. Asked for directly, it is no page at all. */
@Controller
class ErrorPage implements ErrorController {
    private final ProblemMapper mapper;
    private final ProblemWriter writer;

    ErrorPage(ProblemMapper mapper, ProblemWriter writer) {
        this.mapper = mapper;
        this.writer = writer;
    }

    @RequestMapping("/error")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!response.isCommitted()) {
            writer.write(problem(request), request, response);
        }
    }

    private Problem problem(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure) {
            return mapper.map(failure);
        }
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? Problem.of(ProblemType.ofStatus(status))
                : Problem.of(ProblemType.NOT_FOUND);
    }
}
