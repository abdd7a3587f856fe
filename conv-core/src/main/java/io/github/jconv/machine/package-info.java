/** The machine: cores, caches, and the ladder of reasons why vectors may not be usable. */
package io.github.jconv.machine;
