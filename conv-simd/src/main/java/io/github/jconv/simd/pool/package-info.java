/** Max, average and sum pooling: vectors of channels in NHWC, of columns in NCHW. */
package io.github.jconv.simd.pool;
