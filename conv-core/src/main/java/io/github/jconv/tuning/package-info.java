/** Profiles: what was measured to be fastest on one machine, signed so that no other machine uses it. docs/tuning.md. */
package io.github.jconv.tuning;
