/** Copies that put data in the order kernels read it. */
package io.github.jconv.simd.pack;
