/**
 * What conv-simd and conv-parallel implement: algorithms with their verdicts, the kernels they bind, and schedulers.
 *
 * <p>The words, used alike everywhere: an <em>algorithm</em> judges a {@link io.github.jconv.ConvProblem} and binds a
 * <em>kernel</em>; a kernel cuts its output into a grid of <em>tiles</em> and computes one tile at a time from
 * {@code src} and packed {@code weights} into {@code dst}, with a {@code workspace} per thread; a <em>scheduler</em>
 * hands out tiles and knows nothing else.
 */
package io.github.jconv.spi;
