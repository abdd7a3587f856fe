/** numpy's file format for one array, read with suspicion and written as numpy writes it. */
package io.github.jconv.bench.npy;
