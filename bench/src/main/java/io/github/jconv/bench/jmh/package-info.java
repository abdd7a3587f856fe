/** The benchmarks, one class a layer of the library, and the command that runs them. */
package io.github.jconv.bench.jmh;
