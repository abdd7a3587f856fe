package io.github.jconv.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the library logs. */
public final class Log {
    private Log() {}

    /**
     * Runs something and listens.
     *
     * @param what to run
     * @return the warnings of meanwhile
     */
    public static List<String> warnings(Runnable what) {
        return lines(Level.WARNING, what);
    }

    /**
     * Runs something and listens to more.
     *
     * @param least the least level
     * @param what to run
     * @return the lines of meanwhile
     */
    public static List<String> lines(Level least, Runnable what) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= least.intValue()) {
                    lines.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.github.jconv");
        boolean toParents = logger.getUseParentHandlers();
        Level level = logger.getLevel();
        logger.addHandler(handler);
        logger.setLevel(least);
        logger.setUseParentHandlers(false);
        try {
            what.run();
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
            logger.setUseParentHandlers(toParents);
        }
        return List.copyOf(lines);
    }
}
