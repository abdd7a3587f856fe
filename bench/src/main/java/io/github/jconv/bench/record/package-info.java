/** What a number needs beside it to mean anything: the machine, its measured limits, the commit and the date. */
package io.github.jconv.bench.record;
