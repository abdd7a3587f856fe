/** Real networks' layers as data, tensors to run them on, and the check that a result is right. */
package io.github.jconv.bench.workload;
