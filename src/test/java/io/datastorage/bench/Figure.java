package io.datastorage.bench;

/** One number that was measured and is compared with nothing. */
record Figure(String what, double value, String unit, String remark) {}
