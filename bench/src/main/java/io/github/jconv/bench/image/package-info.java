/** Photographs in and out, and the kernels people name. */
package io.github.jconv.bench.image;
