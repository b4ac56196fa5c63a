package io.datastorage;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Events as a Gateway posts them, of about 1 KB each and told apart by a serial number in {@code event_data}. */
public final class GatewayEvents {
    private static final String FINGERPRINT = "bd773c9f25ac1e1d6b2e2f3e8a2b9a7f0c54d1c7e1c1b9f1a7d2f0a5e3c4b6d8";

    private GatewayEvents() {}

    /** One event. */
    public static String event(long serial, String correlationId, Instant timestamp) {
        return """
                {"version":"1.0","event_type":"gateway.signal.received","event_timestamp":"%s",\
                "event_category":"gateway","event_action":"received","event_outcome":"success",\
                "actor_type":"external","actor_id":"prometheus-alertmanager","resource_type":"Signal",\
                "resource_id":"%s","correlation_id":"%s","namespace":"audit-trace","cluster_id":"prod-eu-1",\
                "severity":"critical","event_data":{"serial":%d,"signal_type":"alert","signal_name":"AuditTestAlert",\
                "fingerprint":"%s","resource_kind":"Pod","resource_name":"audit-test-pod",\
                "deduplication_status":"new","signal_labels":{"alertname":"AuditTestAlert","pod":"audit-test-pod"},\
                "signal_annotations":{"summary":"Mémoire > 90 %% — pod évincé 🚨"},\
                "original_payload":{"receiver":"gateway","startsAtUnixNano":1767794236123456789,\
                "value":0.9300000000000001,"groupLabels":{},"alerts":[{"status":"firing","generatorURL":""}]}}}"""
                .formatted(timestamp, FINGERPRINT, correlationId, serial, FINGERPRINT);
    }

    /** A batch of events with consecutive serial numbers, over 50 correlations and at times in no order. */
    public static String batch(long firstSerial, int size) {
        var now = Instant.now();
        return LongStream.range(firstSerial, firstSerial + size)
                .mapToObj(serial -> event(serial, "rr-" + serial % 50, now.minusSeconds(serial * 7_919 % 500_000)))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
