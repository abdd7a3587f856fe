/**
 * The public face of JConv: what to compute ({@link io.github.jconv.Conv2d}, {@link io.github.jconv.Shape} and their
 * neighbours), and how it is run often ({@link io.github.jconv.Planner}, {@link io.github.jconv.ConvPlan}).
 *
 * <p>Every entry checks its arguments before it touches anything and throws {@link IllegalArgumentException} with both
 * numbers in the message; a destination is not written on error.
 */
package io.github.jconv;
