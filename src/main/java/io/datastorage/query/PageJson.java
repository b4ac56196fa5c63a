package io.datastorage.query;

import io.datastorage.ledger.Page;
import tools.jackson.core.JsonGenerator;

/** Writes a page of a search. */
final class PageJson {
    private PageJson() {}

    static void write(JsonGenerator json, Search search, Page page) {
        json.writeStartObject();
        json.writeArrayPropertyStart("data");
        page.records().forEach(record -> EventJson.write(json, record));
        json.writeEndArray();
        json.writeObjectPropertyStart("pagination");
        json.writeNumberProperty("limit", search.page().limit());
        json.writeNumberProperty("offset", search.page().offset());
        json.writeNumberProperty("total", page.total());
        json.writeBooleanProperty("total_is_exact", page.totalIsExact());
        json.writeNumberProperty("left_out", page.leftOut());
        json.writeBooleanProperty("has_more", page.hasMore());
        json.writeBooleanProperty("partial", page.partial());
        var next = page.next();
        if (next != null) {
            json.writeStringProperty("next_cursor", search.cursor(next));
        }
        json.writeEndObject();
        json.writeEndObject();
    }
}
