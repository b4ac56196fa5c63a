package io.datastorage.verify;

import java.io.PrintStream;
import java.util.List;

/**
 * The verifier: checks entries, proofs, checkpoints and whole logs with nothing but a key. It asks no service to judge
 * itself, and runs on a JDK alone.
 */
public final class Main {
    /** The argument that asks the service's jar for it. */
    public static final String NAME = "verify";

    private static final String USAGE = """
            entries --checkpoint FILE --key KEY [--proofs FILE [--from N] [--to N]] [--disclosures FILE]
                    [--whole-chains] ENTRIES.ndjson
                every line is an entry; without --proofs they must be the whole log
            proof --key KEY [--entry FILE | --event-hash HEX] PROOF
                a tlog-proof, the service's JSON proof of an event, or an answer to a post with ?proof=true
            consistency --key KEY (--proof FILE | --log URL-OR-DIRECTORY) OLD-CHECKPOINT NEW-CHECKPOINT
                the new log begins with the old one
            transition --key KEY NOTE
                how a log that was rolled back went on under another origin, and with which key
            audit --key KEY [--state FILE] [--checkpoint OLD] [--save DIRECTORY] URL-OR-DIRECTORY
                every entry of a log, through its tiles; with --state, those since the last visit
            KEY is name+hash+key, or a file with one on each line; --token-file FILE sends a bearer token.
            Exit codes: 0 verified; 1 something does not verify; 2 the command is not understood; 3 could not be read.""";

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out));
    }

    /**
     * Runs a command.
     *
     * @param args the name of the command and its arguments
     * @param out where the verdict goes, first word first
     * @return the exit code: 0 if everything verifies; 1 if something does not; 2 for arguments that are not understood; 3
     *     if something could not be read
     */
    public static int run(List<String> args, PrintStream out) {
        if (args.isEmpty() || args.contains("--help")) {
            out.println(USAGE);
            return args.isEmpty() ? Exit.MISUSED.code() : Exit.VERIFIED.code();
        }
        List<String> rest = args.subList(1, args.size());
        Exit exit = Exit.VERIFIED;
        String said;
        try {
            said = switch (args.getFirst()) {
                case "entries" -> EntriesCommand.run(rest);
                case "proof" -> ProofCommand.run(rest);
                case "consistency" -> ConsistencyCommand.run(rest);
                case "transition" -> TransitionCommand.run(rest);
                case "audit" -> AuditCommand.run(rest);
                default -> throw StoppedException.misused("there is no command %s", args.getFirst());
            };
        } catch (StoppedException stopped) {
            exit = stopped.exit();
            said = stopped.reason();
        }
        // What files say is repeated in messages; it must not steer a terminal.
        out.println(exit.verdict() + ": " + said.replaceAll("[\\p{Cc}\\p{Cf}&&[^\n]]", "?"));
        if (exit == Exit.MISUSED) {
            out.println(USAGE);
        }
        return exit.code();
    }
}
