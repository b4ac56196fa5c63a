package io.datastorage.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Events such as the services of a platform post: alerts, decisions of a model, steps of a workflow, notifications, calls
 * of an API. They are 0.6 to 2 KB long and about 1 KB on average. Some correlations have most of the events (the weight of
 * the one at rank r is 1/r, Zipf's law), and new ones keep coming. The same seed gives the same events, but for their
 * timestamps, which lie up to some seconds before the time that they are made.
 */
final class RealEvents {
    /** Correlations that have events at one time. */
    private static final int ALIVE = 2_000;
    /** After so many events, the correlations are others. */
    private static final int GENERATION = 100_000;
    private static final double[] UP_TO_RANK = zipf(ALIVE);

    private static final List<String> CLUSTERS = List.of("prod-eu-1", "prod-eu-2", "prod-us-1", "staging-eu-1");
    private static final List<String> NAMESPACES = List.of("payments", "checkout", "catalogue", "search", "identity",
            "billing", "notifications", "analytics", "ingress", "observability");
    private static final List<String> KINDS = List.of("Pod", "Deployment", "StatefulSet", "Node", "Job", "Service");
    private static final List<String> ALERTS = List.of("MemoryHigh", "CrashLooping", "LatencyHigh", "DiskAlmostFull",
            "CertificateExpires", "ErrorRateHigh", "ReplicaLag", "QueueGrowing");
    private static final List<String> SENTENCES = List.of(
            "The container was killed by the kernel because it used more memory than its limit allows. ",
            "Latency of the upstream rose above 800 ms for more than five minutes; retries made it worse. ",
            "Le nœud a été vidé avant son redémarrage, les pods ont été déplacés. ",
            "Die Warteschlange wächst schneller, als sie geleert wird; ein weiterer Verbraucher wurde gestartet. ",
            "Scaling from 3 to 5 replicas is expected to bring the error rate below its objective. ",
            "No change of configuration was found in the hour before; a rollback is not recommended. ",
            "\\\"connection reset by peer\\\" while reading the response header from the upstream. ");

    private final SplittableRandom random;
    private long serial;

    RealEvents(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next event, as JSON. */
    String next() {
        return next("rr-%05d-%d".formatted(rank(), serial++ / GENERATION));
    }

    /** The next event, in this correlation. */
    String next(String correlation) {
        Instant now = Instant.now().minus(Duration.ofMillis(random.nextInt(5_000)));
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> signal(now, correlation);
            case 3, 4 -> analysis(now, correlation);
            case 5, 6 -> step(now, correlation);
            case 7 -> notification(now, correlation);
            default -> call(now, correlation);
        };
    }

    /** The next events, each by itself. */
    List<String> singles(int events) {
        return IntStream.range(0, events).mapToObj(_ -> next()).toList();
    }

    /** The next events as a batch. */
    String batch(int events) {
        return singles(events).stream().collect(Collectors.joining(",", "[", "]"));
    }

    private String signal(Instant at, String correlation) {
        String alert = one(ALERTS);
        String kind = one(KINDS);
        return envelope(at, correlation, "gateway.signal.received", "gateway", "received", "success", """
                "actor_type":"external","actor_id":"prometheus-alertmanager","resource_type":"Signal",\
                "resource_id":"%s","severity":"%s",""".formatted(hex(32), one(List.of("critical", "warning", "info"))),
                """
                        "signal_type":"alert","signal_name":"%s","fingerprint":"%s","resource_kind":"%s",\
                        "resource_name":"%s","deduplication_status":"%s","signal_labels":{"alertname":"%s",\
                        "severity":"page","job":"kubelet","instance":"10.%d.%d.%d:9100"},"signal_annotations":\
                        {"summary":"%s","runbook_url":"https://runbooks.example.com/%s"},"original_payload":\
                        {"receiver":"gateway","startsAtUnixNano":%d,"value":%s,"threshold":0.9,"alerts":\
                        [{"status":"firing","generatorURL":"https://prometheus.example.com/graph?g0.expr=%s"}]}"""
                        .formatted(alert, hex(32), kind, resource(), random.nextInt(4) == 0 ? "duplicate" : "new",
                                alert, random.nextInt(256), random.nextInt(256), random.nextInt(256), text(1), alert,
                                at.toEpochMilli() * 1_000_000 + random.nextInt(1_000_000), random.nextDouble(), alert));
    }

    private String analysis(Instant at, String correlation) {
        return envelope(at, correlation, "aianalysis.analysis.completed", "analysis", "completed",
                one(List.of("success", "success", "success", "failure")), """
                        "actor_type":"service","actor_id":"analysis-controller","resource_type":"AIAnalysis",\
                        "resource_id":"ai-%s","duration_ms":%d,""".formatted(hex(8), random.nextInt(800, 60_000)), """
                        "phase":"Completed","confidence":%s,"tokens":{"prompt":%d,"completion":%d},"approval_required":\
                        %b,"root_cause":"%s","alternatives":[%s],"provider":"in-cluster","warnings_count":%d"""
                        .formatted(random.nextDouble(), random.nextInt(20_000), random.nextInt(4_000),
                                random.nextBoolean(), text(2 + random.nextInt(4)),
                                IntStream.range(0, random.nextInt(4)).mapToObj(_ -> """
                                        {"workflow":"%s-restart","confidence":%s}""".formatted(one(NAMESPACES),
                                        random.nextDouble())).collect(Collectors.joining(",")),
                                random.nextInt(3)));
    }

    private String step(Instant at, String correlation) {
        boolean failed = random.nextInt(12) == 0;
        return envelope(at, correlation, "workflowexecution.step." + (failed ? "failed" : "completed"), "workflow",
                "executed", failed ? "failure" : "success", """
                        "actor_type":"service","actor_id":"workflow-controller","resource_type":"WorkflowExecution",\
                        "resource_id":"we-%s","duration_ms":%d,%s""".formatted(hex(8), random.nextInt(100, 90_000),
                        failed ? "\"error_code\":\"STEP_TIMEOUT\",\"error_message\":\"" + text(1) + "\"," : ""),
                """
                        "workflow_id":"oomkill-increase-memory","step":%d,"of":%d,"target":{"kind":"%s","name":"%s"},\
                        "parameters":{"memoryLimit":"%dMi","replicas":%d,"dryRun":false},"before":{"generation":%d,\
                        "resourceVersion":"%d"},"after":{"generation":%d,"image":"registry.example.com/%s@sha256:%s"},\
                        "log":"%s\""""
                        .formatted(random.nextInt(1, 6), 6, one(KINDS), resource(), 256 << random.nextInt(4),
                                random.nextInt(1, 9), random.nextInt(50), random.nextInt(1 << 30), random.nextInt(50),
                                one(NAMESPACES), hex(64), text(1 + random.nextInt(3))));
    }

    private String notification(Instant at, String correlation) {
        return envelope(at, correlation, "notification.message.sent", "notification", "sent", "success", """
                "actor_type":"service","actor_id":"notification-controller","resource_type":"NotificationRequest",\
                "resource_id":"nr-%s","is_sensitive":true,"retention_days":365,""".formatted(hex(8)), """
                "channel":"%s","recipients":["%s@example.com"],"attempt":%d,"subject":"%s 🚨","body":"%s",\
                "delivered":true""".formatted(one(List.of("slack", "email", "console")), hex(6), random.nextInt(1, 4),
                one(ALERTS), text(2 + random.nextInt(5))));
    }

    private String call(Instant at, String correlation) {
        return envelope(at, correlation, "api.request.served", "api", one(List.of("get", "list", "patch", "create")),
                random.nextInt(20) == 0 ? "failure" : "success", """
                        "actor_type":"user","actor_id":"u-%s","actor_ip":"10.%d.%d.%d","resource_type":"%s",\
                        "resource_id":"%s","duration_ms":%d,""".formatted(hex(12), random.nextInt(256),
                        random.nextInt(256), random.nextInt(256), one(KINDS), resource(), random.nextInt(2_000)),
                """
                        "method":"PATCH","path":"/apis/apps/v1/namespaces/%s/deployments/%s","status":%d,"bytes":%d,\
                        "user_agent":"kubectl/v1.33.2 (linux/amd64) kubernetes/%s","trace_id":"%s","span_id":"%s",\
                        "groups":["system:authenticated","team-%s"]"""
                        .formatted(one(NAMESPACES), resource(), random.nextInt(200, 210), random.nextInt(1 << 16),
                                hex(7), hex(32), hex(16), one(NAMESPACES)));
    }

    private String envelope(Instant at, String correlation, String type, String category, String action,
            String outcome, String more, String data) {
        return """
                {"version":"1.0","event_type":"%s","event_timestamp":"%s","event_category":"%s","event_action":"%s",\
                "event_outcome":"%s",%s"correlation_id":"%s","namespace":"%s","cluster_id":"%s","event_data":{%s}}"""
                .formatted(type, at, category, action, outcome, more, correlation, one(NAMESPACES), one(CLUSTERS),
                        data);
    }

    private String resource() {
        return one(NAMESPACES) + "-" + hex(10) + "-" + hex(5);
    }

    private String text(int sentences) {
        return IntStream.range(0, sentences).mapToObj(_ -> one(SENTENCES)).collect(Collectors.joining()).strip();
    }

    private String hex(int digits) {
        StringBuilder text = new StringBuilder(digits);
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private int rank() {
        int found = Arrays.binarySearch(UP_TO_RANK, random.nextDouble());
        return Math.min(found < 0 ? -found - 1 : found, ALIVE - 1);
    }

    /** For each rank, the share of the events that it and those before it have. */
    private static double[] zipf(int ranks) {
        double[] shares = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1.0 / (rank + 1);
            shares[rank] = sum;
        }
        for (int rank = 0; rank < ranks; rank++) {
            shares[rank] /= sum;
        }
        return shares;
    }
}
