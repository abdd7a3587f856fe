package io.github.jconv.parallel;

/** How many threads may work on what the current thread runs: less than all inside a map that asks for it. */
final class InnerJobs {

    private static final ThreadLocal<Integer> MOST = new ThreadLocal<>();

    private InnerJobs() {}

    static int most() {
        Integer limit = MOST.get();
        return limit == null ? Integer.MAX_VALUE : limit;
    }

    /** Sets the limit, null for none, and returns the one before. */
    static Integer set(Integer limit) {
        Integer before = MOST.get();
        if (limit == null) {
            MOST.remove();
        } else {
            MOST.set(limit);
        }
        return before;
    }
}
