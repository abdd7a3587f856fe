/** What the rooms of the bench share: refusing bad input, writing files whole, and progress. */
package io.github.jconv.bench;
