/** The first calls of a fresh virtual machine, before everything is compiled. */
package io.github.jconv.bench.first;
