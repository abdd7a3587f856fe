package io.github.jconv.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Output files that are there whole or not at all: written to a temporary file beside the target, then moved over it in
 * one step. After any failure the target is as it was.
 */
public final class WholeFile {

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything.
         *
         * @param out buffered; closed by the caller
         * @throws IOException as the stream does
         */
        void writeTo(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /**
     * Refuses a target that could not be written, so that nobody waits for a result that is then lost.
     *
     * @param target the file
     * @throws BadInput if it is a folder, or read-only, or its folder is missing or read-only
     */
    public static void check(Path target) {
        if (target.toString().isEmpty()) {
            throw new BadInput("the output file has no name");
        }
        if (Files.isDirectory(target)) {
            throw new BadInput(target + ": is a folder, not a file");
        }
        if (Files.exists(target)) {
            if (!Files.isWritable(target)) {
                throw new BadInput(target + ": is read-only");
            }
            if (!Files.isRegularFile(target)) {
                return; // a device or a pipe is written straight through
            }
        }
        Path folder = folder(target);
        if (!Files.isDirectory(folder)) {
            throw new BadInput(target + ": the folder " + folder + " does not exist");
        }
        if (!Files.isWritable(folder)) {
            throw new BadInput(target + ": the folder " + folder + " is read-only");
        }
    }

    /**
     * Makes a folder, and those it lies in.
     *
     * @param folder the folder; may exist
     * @throws BadInput if there is a file of that name, or the folder cannot be made
     */
    public static void makeFolder(Path folder) {
        if (folder.toString().isEmpty()) { // createDirectories would take the folder the user happens to be in
            throw new BadInput("the output folder has no name: give one, or . for this folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException file) {
            throw new BadInput(file.getFile() + ": is a file, not a folder", file);
        } catch (IOException problem) {
            throw BadInput.of(folder, problem);
        }
    }

    /**
     * Writes a file.
     *
     * @param target the file; replaced if it exists
     * @param content what to write
     * @throws BadInput if the target cannot be written
     */
    public static void write(Path target, Content content) {
        check(target);
        try {
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
                    content.writeTo(out);
                }
                return;
            }
            // A link's target is replaced, not the link.
            Path real = Files.exists(target) ? target.toRealPath() : target;
            writeAndMove(real, content);
        } catch (NoSuchFileException refused) { // a folder that takes no files, such as /proc
            throw new BadInput(target + ": cannot be created", refused);
        } catch (IOException problem) {
            throw BadInput.of(target, problem);
        }
    }

    private static void writeAndMove(Path target, Content content) throws IOException {
        // Not Files.createTempFile: that one is readable by its owner only, and the move would keep it so.
        Path part = folder(target)
                .resolve("." + target.getFileName() + "."
                        + ProcessHandle.current().pid() + "." + System.nanoTime() + ".part");
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW), 1 << 16)) {
                content.writeTo(out);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path folder(Path target) {
        Path parent = target.toAbsolutePath().getParent();
        return parent == null ? target.toAbsolutePath() : parent;
    }
}
