/** Matrix multiplication: block sizes, the five loops, the generated micro-kernels. */
package io.github.jconv.simd.gemm;
