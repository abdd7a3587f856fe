package io.github.jconv.parallel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * How a run is handed over, by every order of two or three threads that jcstress can provoke. Fields are plain: what makes
 * them visible is the post. An outcome that is not listed fails, and so does a thread that waits for ever.
 */
public final class PostStress {

    private PostStress() {}

    /** A post of one run: a number that is there before it opens, and a number that a worker leaves. */
    static class Run extends Post {

        int given;
        int made;

        @Override
        boolean hasWork() {
            return true;
        }

        @Override
        boolean seatsReturn() {
            return false;
        }

        @Override
        void work(int seat) {
            made += given;
        }

        /** As a worker of a crew does; whether there was a seat. */
        final int help() {
            int seat = join();
            if (seat == 0) {
                return 0;
            }
            work(seat);
            leave(seatsReturn());
            return 1;
        }
    }

    /** Who closes sees all that was done, whether it waited awake or parked. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The worker came too late.")
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "It came, and its work is seen.")
    @State
    public static class Close extends Run {

        /** Opened by whoever makes the state. */
        @SuppressWarnings("this-escape") // to a field of its own
        public Close() {
            given = 7;
            open(1);
        }

        /** The worker. */
        @Actor
        public void worker(II_Result r) {
            r.r1 = help();
        }

        /** The caller, which parks at once. */
        @Actor
        public void caller(II_Result r) {
            close(0);
            r.r2 = made;
        }
    }

    /** A worker that sits down sees what the caller had written before it opened, and one that is early gets no seat. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "The worker came before it opened, or after it closed.")
    @Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "It came and saw what it was given.")
    @State
    public static class Open extends Run {

        /** The worker. */
        @Actor
        public void worker(II_Result r) {
            r.r1 = help();
        }

        /** The caller. */
        @Actor
        public void caller(II_Result r) {
            given = 7;
            open(1);
            close(0);
            r.r2 = made;
        }
    }

    /** A post that is used again: a worker that holds it from the first run works in one of the two, never in between. */
    @JCStressTest
    @Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "The worker came too late for both.")
    @Outcome(id = "1, 7, 7", expect = ACCEPTABLE, desc = "It came to the first.")
    @Outcome(id = "1, 0, 9", expect = ACCEPTABLE, desc = "It came to the second.")
    @State
    public static class Again extends Run {

        /** Opened for the first run. */
        @SuppressWarnings("this-escape") // to a field of its own
        public Again() {
            given = 7;
            open(1);
        }

        /** The worker. */
        @Actor
        public void worker(III_Result r) {
            r.r1 = help();
        }

        /** The caller. */
        @Actor
        public void caller(III_Result r) {
            close(0);
            r.r2 = made;
            given = 9;
            open(1);
            close(0);
            r.r3 = made;
        }
    }

    /** One seat, two workers: one has it. */
    @JCStressTest
    @Outcome(id = "1, 0, 7", expect = ACCEPTABLE, desc = "The first has it.")
    @Outcome(id = "0, 1, 7", expect = ACCEPTABLE, desc = "The second has it.")
    @State
    public static class Seat extends Run {

        /** Opened. */
        @SuppressWarnings("this-escape") // to a field of its own
        public Seat() {
            given = 7;
            open(1);
        }

        /** A worker. */
        @Actor
        public void first(III_Result r) {
            r.r1 = help();
        }

        /** Another. */
        @Actor
        public void second(III_Result r) {
            r.r2 = help();
        }

        /** The caller, afterwards. */
        @Arbiter
        public void caller(III_Result r) {
            close(0);
            r.r3 = made;
        }
    }
}
