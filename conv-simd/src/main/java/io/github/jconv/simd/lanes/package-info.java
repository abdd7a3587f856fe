/** The width of vectors, and what all kernels on them have in common. */
package io.github.jconv.simd.lanes;
