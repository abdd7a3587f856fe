package io.github.jconv.bench.npy;

import java.util.ArrayList;
import java.util.List;

/** Reads the few Python literals an NPY header may hold, one after another; whitespace between them is skipped. */
final class PythonLiteral {

    private static final int SHOWN = 80;

    private final String text;
    private int at;

    PythonLiteral(String text) {
        this.text = text;
    }

    /** The next character that is no whitespace, or 0 at the end. */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    boolean accept(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    void expect(char wanted) {
        if (!accept(wanted)) {
            throw malformed("'" + wanted + "'");
        }
    }

    void end() {
        if (peek() != 0) {
            throw malformed("its end");
        }
    }

    String string() {
        char quote = peek();
        int close = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
        if (close < 0) {
            throw malformed("a quoted string");
        }
        String value = text.substring(at + 1, close);
        at = close + 1;
        return value;
    }

    /** An element type; a list stands for a record of several fields. */
    String descr() {
        if (peek() == '[') {
            throw new IllegalArgumentException(
                    "elements are records of several fields but only float32 and float64 are" + " read");
        }
        return string();
    }

    boolean bool() {
        for (String word : new String[] {"True", "False"}) {
            if (peek() != 0 && text.startsWith(word, at)) {
                at += word.length();
                return word.equals("True");
            }
        }
        throw malformed("True or False");
    }

    /** A tuple of sizes. */
    List<Long> tuple() {
        List<Long> values = new ArrayList<>();
        expect('(');
        while (!accept(')')) {
            values.add(size());
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return values;
    }

    private long size() {
        peek();
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        String digits = text.substring(from, at);
        if (!digits.matches("-?[0-9]{1,40}")) {
            at = from;
            throw malformed("a size");
        }
        if (digits.startsWith("-")) {
            throw new IllegalArgumentException("shape has the size " + digits + " but needs at least 0");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLong) {
            throw new IllegalArgumentException(
                    "shape has the size " + digits + " but at most " + Long.MAX_VALUE + " can be counted", tooLong);
        }
    }

    /** The beginning of what a header holds, which may be 60 kilobytes; a message is one line. */
    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private IllegalArgumentException malformed(String wanted) {
        return new IllegalArgumentException(
                "header is malformed: " + wanted + " was expected at character " + at + " of " + text.length());
    }
}
