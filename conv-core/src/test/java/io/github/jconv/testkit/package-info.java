/**
 * What the tests of every module share: random problems and tensors, the three comparisons, golden data, and the
 * contracts that each algorithm has to keep.
 *
 * <p>There are three comparisons and no other: tensors of small integers compare exactly; random floats against the
 * bound of {@link io.github.jconv.numerics.Numerics}; repeated runs, plans and numbers of jobs bit by bit. Outputs
 * start as NaN, and guard zones lie around every tensor. A contract is an abstract class of tests; a module's test
 * class extends it and thereby runs it on every algorithm in the planner's table.
 */
package io.github.jconv.testkit;
