package io.datastorage.query;

import java.io.IOException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

interface QueryApi {
    void searchEvents(HttpServletRequest request, HttpServletResponse response) throws IOException;

    void getEvent(String eventId, HttpServletRequest request, HttpServletResponse response) throws IOException;
}
