/**
 * What holds the house together, checked on the built modules: what each requires, which way the arrows between
 * packages point, and that an application finds the kernels on the module path and does without them on the class path.
 *
 * <p>Nothing here depends on the rung that the tests run on, hence the tag {@code structure}, which keeps it to one
 * run.
 */
package io.github.jconv.bench.structure;
