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
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
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
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            what.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(toParents);
        }
        return List.copyOf(lines);
    }
}
