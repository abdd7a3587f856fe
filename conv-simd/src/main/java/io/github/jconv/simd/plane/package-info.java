/** Filters over planes: one input and one output channel, any border, straight from and to the caller's planes. */
package io.github.jconv.simd.plane;
