/** The numerics contract: how far a computed element may lie from the exact one. */
package io.github.jconv.numerics;
