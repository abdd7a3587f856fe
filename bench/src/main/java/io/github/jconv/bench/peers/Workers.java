package io.github.jconv.bench.peers;

import java.util.Map;

/** The workers of a contest: processes, or threads of a test. */
interface Workers extends AutoCloseable {

    /** The library's worker; null where it cannot be started or has ended, for a reason in {@link #missing}. */
    Remote get(Contender.Library library);

    /** Each library's version and settings, by name. */
    Map<String, String> about();

    /** Why a library is not there, by name. */
    Map<String, String> missing();

    @Override
    void close();
}
