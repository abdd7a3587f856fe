/** Events for JDK Flight Recorder. Each is made only while a recording wants it: off, a run allocates nothing for it. */
package io.github.jconv.events;
