package io.github.jconv.parallel;

/** What several threads throw becomes one exception. */
final class Failures {

    private static final int SHOWN = 80;

    private Failures() {}

    /** Adds a later failure to the first one. */
    @SuppressWarnings("ReferenceEquality") // an exception thrown twice cannot suppress itself
    static void attach(Throwable first, Throwable later) {
        if (first != later) {
            first.addSuppressed(later);
        }
    }

    /** An item in a message. */
    static String shown(Object item) {
        String text = text(item);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    /** What an object says of itself; its own failure, as of a list that holds itself, must not replace a reported one. */
    static String text(Object any) {
        try {
            return String.valueOf(any);
        } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError unprintable) {
            return any.getClass().getName();
        }
    }

    /** Throws an error as it is; returns what else was thrown for the caller to throw. */
    static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException("a tile threw " + thrown, thrown); // thrown past the compiler
        };
    }
}
