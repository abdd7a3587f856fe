/** The gradient of a convolution by its weights. */
package io.github.jconv.simd.gradient;
