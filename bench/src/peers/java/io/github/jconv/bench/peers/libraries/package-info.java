/** Other libraries as {@link io.github.jconv.bench.peers.Peer}s: a class each, found by its name in a worker's process. */
package io.github.jconv.bench.peers.libraries;
