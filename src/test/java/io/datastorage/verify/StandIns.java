package io.datastorage.verify;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * As much of {@code curl} and {@code openssl} as the page for auditors uses, for machines that lack them: the tests need no
 * more than a shell and a JDK.
 */
final class StandIns {
    private static final List<String> TOOLS = List.of("curl", "openssl");

    private StandIns() {}

    /** Whether the search path has all of them. */
    static boolean areNeedless() {
        return TOOLS.stream().allMatch(tool -> Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool))));
    }

    /** Makes them in a directory, to be put first on the search path. */
    static void make(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String tool : TOOLS) {
            Path script = Files.writeString(directory.resolve(tool), """
                    #!/bin/sh
                    exec '%s/bin/java' -cp '%s' %s %s "$@"
                    """.formatted(System.getProperty("java.home"), Path.of("target/test-classes").toAbsolutePath(),
                    StandIns.class.getName(), tool));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        }
    }

    public static void main(String[] args) throws Exception {
        List<String> arguments = List.of(args);
        boolean done = arguments.getFirst().equals("curl") ? get(arguments.getLast()) : verify(arguments);
        System.exit(done ? 0 : 22);
    }

    private static boolean get(String url) throws Exception {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        System.out.writeBytes(answer.body());
        System.out.flush();
        return answer.statusCode() == 200;
    }

    private static boolean verify(List<String> arguments) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(file(arguments, "-inkey"))));
        signature.update(file(arguments, "-in"));
        return signature.verify(file(arguments, "-sigfile"));
    }

    private static byte[] file(List<String> arguments, String option) throws IOException {
        return Files.readAllBytes(Path.of(arguments.get(arguments.indexOf(option) + 1)));
    }
}
