/** Convolution of each channel by itself. */
package io.github.jconv.simd.depthwise;
