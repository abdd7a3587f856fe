/** The tuning run: what is fastest for each problem on this machine; docs/tuning.md. */
package io.github.jconv.bench.tune;
