package io.datastorage.query;

import io.datastorage.ledger.EventReader;
import io.datastorage.web.EntityTags;
import io.datastorage.web.EventIds;
import io.datastorage.web.JsonBytes;
import io.datastorage.web.Problem;
import io.datastorage.web.ProblemType;
import io.datastorage.web.QueryParameters;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.util.function.Consumer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Searching events, and reading one. */
@RestController
class QueryController {
    private final EventReader reader;
    private final SearchParameters parameters;

    QueryController(EventReader reader, SearchParameters parameters) {
        this.reader = reader;
        this.parameters = parameters;
    }

    @GetMapping(path = "/api/v1/audit/events", produces = MediaType.APPLICATION_JSON_VALUE)
    void searchEvents(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var search = parameters.read(request.getQueryString());
        var page = reader.page(search.page());
        answer(response, json -> PageJson.write(json, search, page));
    }

    /** An event does not change, but what is told of it may: a hold, an erasure. So it is asked for again each time. */
    @GetMapping(path = "/api/v1/audit/events/{event_id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> getEvent(@PathVariable("event_id") String eventId, HttpServletRequest request) {
        var id = EventIds.ofPath(eventId);
        QueryParameters.of(request.getQueryString()).finish();
        var record = reader.byId(id).orElseThrow(
                () -> Problem.of(ProblemType.NOT_FOUND, "There is no event with the id " + id + ".").toException());
        byte[] body = JsonBytes.write(json -> EventJson.write(json, record));
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).cacheControl(CacheControl.noCache())
                .eTag(EntityTags.of(body)).body(body);
    }

    /** Straight to the client: a page of large events is not held in memory a second time. */
    private static void answer(HttpServletResponse response, Consumer<JsonGenerator> content) throws IOException {
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        JsonBytes.writeTo(response.getOutputStream(), content);
    }
}
