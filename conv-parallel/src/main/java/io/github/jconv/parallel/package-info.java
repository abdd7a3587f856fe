/**
 * Threads for plans and for lists: {@link io.github.jconv.parallel.ForkJoinScheduler} hands out the tiles of a plan,
 * {@link io.github.jconv.parallel.Parallel} maps a function over items as joblib's Parallel does. Neither knows what a
 * convolution is.
 */
package io.github.jconv.parallel;
