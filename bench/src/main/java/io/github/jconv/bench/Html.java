package io.github.jconv.bench;

/** Text in a page or a drawing. */
public final class Html {

    private Html() {}

    /**
     * Escapes what would be markup.
     *
     * @param text any text
     * @return the same for people, also between double quotes
     */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
