/**
 * The frozen scalar reference: every operation of the library as plain loops that follow its definition, summed in
 * double and rounded once at the end.
 *
 * <p>It is never optimised. Its only purpose is to be obviously right: every faster path is tested against it, and it
 * is the last line of the planner's table. An operation is short enough to be read in one sitting, knows no algorithm
 * but the formula above it, and sees nothing of the library but shapes and windows. Only what it computes wrongly may
 * ever change.
 *
 * <p>Tensors are dense and in the order of their {@link io.github.jconv.Shape}, NCHW or NHWC. Padding is data: its
 * zeros are multiplied like any other element, so an infinite weight over padding gives NaN. The callers have checked
 * the arguments; what does not fit ends in an {@link java.lang.IndexOutOfBoundsException}. All methods are static and
 * keep no state, so any number of threads may call them.
 *
 * <p>The classes for {@code float} are written by hand, the ones for {@code double} are generated from them.
 */
package io.github.jconv.reference;
