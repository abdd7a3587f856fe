/** An example: a large set of images on many machines with Apache Spark. */
package io.github.jconv.bench.spark;
