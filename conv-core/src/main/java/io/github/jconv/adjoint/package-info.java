/** Transposed convolutions as forward ones, bias gradients, and the reference as the last line of both tables. */
package io.github.jconv.adjoint;
