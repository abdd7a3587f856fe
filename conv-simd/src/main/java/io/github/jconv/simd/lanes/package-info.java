/** The width of vectors. */
package io.github.jconv.simd.lanes;
