package io.datastorage.schema;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param ok whether it is as it must be
 * @param detail what is wrong, or empty
 */
record Check(String name, boolean ok, String detail) {
    static Check ok(String name) {
        return new Check(name, true, "");
    }

    static Check failed(String name, String detail) {
        return new Check(name, false, detail);
    }

    @Override
    public String toString() {
        return ok ? "ok    " + name : "FAIL  " + name + ": " + detail;
    }
}
