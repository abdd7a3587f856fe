/**
 * JConv and other libraries timed side by side: each in a process of its own, in turns, on the same data.
 *
 * <p>The parent ({@link io.github.jconv.bench.peers.Contest}) talks with its workers in lines of text
 * ({@link io.github.jconv.bench.peers.Worker} answers, {@link io.github.jconv.bench.peers.Remote} asks). The native
 * libraries themselves are reached from {@code src/peers}, which only the Maven profile {@code peers} compiles.
 */
package io.github.jconv.bench.peers;
