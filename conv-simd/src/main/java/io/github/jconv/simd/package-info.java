/**
 * Kernels on the Vector API.
 *
 * <p>The grammar of names: {@code lanes} alone names a species; {@code pack} copies operands into panels;
 * {@code gemm.MicroKernel} multiplies panels, its method says the form of A and the number of rows; {@code epilogue}
 * takes a finished tile to the destination; {@code dense} holds the convolutions built of these. A class that ends in
 * Float is written by hand, its twin that ends in Double is generated from it. Letters are the field's: N C H W K R S
 * for the problem, MR NR MC KC NC for the blocks.
 */
package io.github.jconv.simd;
