package io.github.jconv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.jconv.spi.Scheduler;
import io.github.jconv.spi.TileTask;
import org.junit.jupiter.api.Test;

/** What plans of every kind promise of their end. */
class PlanTest {

    /** Calls something after the first tile of each run. */
    private static final class Interrupting implements Scheduler {

        private Runnable call = () -> {};

        @Override
        public int jobs() {
            return 1;
        }

        @Override
        public void run(TileTask task) {
            for (int tile = 0; tile < task.tiles(); tile++) {
                task.run(tile, 0);
                call.run();
            }
        }

        @Override
        public String name() {
            return "interrupting";
        }
    }

    @Test
    void aRunInProgressFinishesWhenItsPlanIsClosedAndLeavesNothingBehind() {
        Interrupting scheduler = new Interrupting();
        Planner planner =
                Planner.builder().scheduler(scheduler).algorithm("reference").build();
        ConvPlan plan = planner.plan(Conv2d.of(1, 1, 1), Shape.nchw(1, 1, 3, 1), new float[] {2}, null);
        float[] y = new float[3];
        plan.run(new float[] {1, 2, 3}, y);
        PlanTask kept = plan.frame().take();
        assertThat(kept).isNotNull();
        assertThat(plan.frame().take()).isNull();

        scheduler.call = plan::close;
        plan.run(new float[] {4, 5, 6}, y);
        assertThat(y).containsExactly(8, 10, 12);
        assertThat(plan.frame().take()).isNull();
        assertThatIllegalStateException()
                .isThrownBy(() -> plan.run(new float[3], y))
                .withMessageContaining("the plan was closed");
        plan.close();
    }
}
