/** How far work spreads over cores: measured here, and simulated for machines that are not at hand. */
package io.github.jconv.bench.scaling;
