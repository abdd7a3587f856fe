/** Convolution by direct summation: implicit and materialised matrix multiplication. */
package io.github.jconv.simd.dense;
