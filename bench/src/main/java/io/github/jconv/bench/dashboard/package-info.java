/** Records as a page and as drawings, made from the records alone. */
package io.github.jconv.bench.dashboard;
