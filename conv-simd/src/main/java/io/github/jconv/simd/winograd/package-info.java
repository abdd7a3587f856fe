/** Winograd's minimal filtering for 3x3 windows: fewer multiplications, for more additions and a wider error. */
package io.github.jconv.simd.winograd;
