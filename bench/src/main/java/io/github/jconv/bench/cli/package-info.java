/**
 * The command line. Exit code 0 when all went well; 2, and exactly one line on the error stream, for anything wrong
 * with the input or the usage; 1 for a failure of ours.
 */
package io.github.jconv.bench.cli;
