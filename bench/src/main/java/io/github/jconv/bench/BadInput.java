package io.github.jconv.bench;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the user gave cannot be used. The message is one line, names the file or option, and holds both numbers where
 * two numbers disagree; the command line prints it and ends with exit code 2.
 */
public final class BadInput extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * A refusal.
     *
     * @param message the line
     */
    public BadInput(String message) {
        super(message);
    }

    /**
     * A refusal with the exception behind it, which {@code --debug} shows.
     *
     * @param message the line
     * @param cause what was thrown
     */
    public BadInput(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * A file that cannot be read or written. The exceptions of {@code java.nio.file} carry a file's name as their whole
     * message; here the reason is added.
     *
     * @param file the file
     * @param problem what was thrown
     * @return the refusal
     */
    public static BadInput of(Path file, IOException problem) {
        String reason = switch (problem) {
            case NoSuchFileException missing -> "does not exist";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> problem.getMessage() == null ? problem.toString() : problem.getMessage();
        };
        return new BadInput(file + ": " + reason, problem);
    }
}
