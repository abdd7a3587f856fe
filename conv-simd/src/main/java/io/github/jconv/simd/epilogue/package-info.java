/** What happens to a tile between the micro-kernel and the destination. */
package io.github.jconv.simd.epilogue;
