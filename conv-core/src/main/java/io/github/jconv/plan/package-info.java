/** The ordered table of algorithms and its last lines. */
package io.github.jconv.plan;
