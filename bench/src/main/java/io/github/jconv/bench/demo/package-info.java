/** The first thing a newcomer runs: photographs through every layer of the library, compared, timed and shown. */
package io.github.jconv.bench.demo;
