package io.datastorage.schema;

/** The service cannot start without a setting. */
public final class MissingSettingException extends RuntimeException {
    private final String setting;
    private final String purpose;

    /**
     * Names the setting.
     *
     * @param setting its property name
     * @param purpose what it is, as the rest of a sentence
     */
    public MissingSettingException(String setting, String purpose) {
        super(setting + " is not set: " + purpose);
        this.setting = setting;
        this.purpose = purpose;
    }

    String setting() {
        return setting;
    }

    String purpose() {
        return purpose;
    }
}
