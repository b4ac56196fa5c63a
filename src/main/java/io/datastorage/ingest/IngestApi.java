package io.datastorage.ingest;

import org.springframework.http.ResponseEntity;

import jakarta.servlet.http.HttpServletRequest;

interface IngestApi {
    ResponseEntity<byte[]> postEvent(HttpServletRequest request);

    ResponseEntity<byte[]> postBatch(HttpServletRequest request);
}
