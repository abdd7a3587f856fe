package io.github.jconv.parallel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Work on a {@link Crew}'s board: its caller's own, with seats for workers that come by. It can be used again after it
 * was closed: who still holds it from before may then sit down in the new run, which is as good as finding it.
 */
abstract class Post {

    private static final int SEATS = 0x7FFF;
    private static final int SEATED = SEATS + 1;
    private static final int CLOSED = Integer.MIN_VALUE;
    private static final VarHandle STATE;

    /** So long a waiting thread does not ask whether another one wants its core. */
    private static final long ALONE_NANOS = 5_000;

    /** Interrupted threads that wait for workers, whose interruption is put aside so that they sleep. */
    private static final Set<Thread> PUT_ASIDE = ConcurrentHashMap.newKeySet();

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Post.class, "state", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Free seats, so many times SEATED as workers sit, and the sign for closed. */
    @SuppressWarnings("FieldMayBeFinal") // STATE changes it
    private volatile int state = CLOSED;

    /** Who waits for workers, parked. */
    private volatile Thread waiting;

    private final BooleanSupplier empty = this::isEmpty;

    /** Whether the caller is alone. */
    final boolean isEmpty() {
        return (state & ~CLOSED) < SEATED;
    }

    /** Lets workers sit down. What was written before is seen by them. */
    final void open(int seats) {
        state = seats;
    }

    /** Whether a worker that sat down now would find something to do. */
    final boolean wanted() {
        int now = state;
        return now >= 0 && (now & SEATS) > 0 && hasWork();
    }

    /** Sits down: the seat's number from 1 on, which nobody else has until the post is closed, or 0. */
    final int join() {
        while (true) {
            int now = state;
            int free = now & SEATS;
            if (now < 0 || free == 0) {
                return 0;
            }
            if (STATE.compareAndSet(this, now, now - 1 + SEATED)) {
                return free;
            }
        }
    }

    /** Stands up; what this worker did is seen by the caller once it finds nobody seated. */
    final void leave(boolean seatIsFreeAgain) {
        int change = (seatIsFreeAgain ? 1 : 0) - SEATED;
        int now = (int) STATE.getAndAdd(this, change) + change;
        if ((now & ~CLOSED) < SEATED) {
            signal();
        }
    }

    /** Workers that may still sit down. */
    final int freeSeats() {
        int now = state;
        return now < 0 ? 0 : now & SEATS;
    }

    /** Lets nobody sit down any more and waits for those who have. */
    final void close(long spinNanos) {
        int before = (int) STATE.getAndBitwiseOr(this, CLOSED);
        if (before >= SEATED) {
            await(empty, spinNanos, false);
        }
    }

    /**
     * Waits, first awake and then parked, until something is so that a worker signals.
     *
     * @param heeds whether an interruption ends the wait; it is kept either way
     */
    @SuppressWarnings("ThreadPriorityCheck") // where both share a core, the worker is who must have it
    final void await(BooleanSupplier done, long spinNanos, boolean heeds) {
        long begin = System.nanoTime();
        while (!isOver(done, heeds)) {
            long waited = System.nanoTime() - begin;
            if (waited >= spinNanos) {
                park(done, heeds);
                return;
            }
            if (waited < ALONE_NANOS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    private static boolean isOver(BooleanSupplier done, boolean heeds) {
        return done.getAsBoolean() || (heeds && Thread.currentThread().isInterrupted());
    }

    private void park(BooleanSupplier done, boolean heeds) {
        Thread caller = Thread.currentThread();
        boolean interrupted = false;
        waiting = caller;
        while (!isOver(done, heeds)) {
            if (!heeds && caller.isInterrupted()) { // it would not sleep
                interrupted = true;
                PUT_ASIDE.add(caller);
                Thread.interrupted();
            }
            LockSupport.park(this);
        }
        waiting = null;
        if (interrupted) {
            caller.interrupt();
            PUT_ASIDE.remove(caller);
        }
    }

    /** Whether a thread is interrupted, or will be again once it has waited, which may end between two looks. */
    static boolean isInterrupted(Thread thread) {
        return thread.isInterrupted() || PUT_ASIDE.contains(thread) || thread.isInterrupted();
    }

    /** Wakes the caller, should it be parked, to look again. */
    final void signal() {
        Thread caller = waiting;
        if (caller != null) {
            LockSupport.unpark(caller);
        }
    }

    /** Whether there is something to do for one more worker. */
    abstract boolean hasWork();

    /** Whether a worker that leaves may come back. */
    abstract boolean seatsReturn();

    /** Works until nothing is left; seat 0 is the caller's. Never throws. */
    abstract void work(int seat);
}
