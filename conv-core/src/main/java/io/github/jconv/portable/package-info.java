/** Convolution without the incubator module, in loops C2 vectorises by itself. */
package io.github.jconv.portable;
