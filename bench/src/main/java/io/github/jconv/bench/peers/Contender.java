package io.github.jconv.bench.peers;

import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One way to do the work.
 *
 * @param name how tables call it
 * @param library the process that runs it
 * @param variant which of the library's ways
 */
record Contender(String name, Library library, String variant) {

    /**
     * A library in a process of its own.
     *
     * @param name how messages call it
     * @param className its {@link Peer}
     * @param java whether it runs on the virtual machine, which must compile it first
     * @param environment variables that must be set before it is loaded
     */
    record Library(String name, String className, boolean java, Map<String, String> environment) {
        static Library ofPeers(String name, String className, boolean java, Map<String, String> environment) {
            return new Library(name, "io.github.jconv.bench.peers.libraries." + className, java, environment);
        }
    }

    static final Library JCONV = new Library("jconv", JConvPeer.class.getName(), true, Map.of());

    private static final Library ONEDNN = Library.ofPeers("onednn", "OneDnn", false, Map.of());
    private static final Library ONNX_RUNTIME = Library.ofPeers("onnxruntime", "OnnxRuntime", false, Map.of());
    private static final Library OPENBLAS = Library.ofPeers("openblas", "OpenBlas", false, Map.of());
    private static final Library OPENBLAS_SKYLAKEX =
            Library.ofPeers("openblas skylakex", "OpenBlas", false, Map.of("OPENBLAS_CORETYPE", "SKYLAKEX"));
    private static final Library PYTORCH = Library.ofPeers("pytorch", "PyTorch", false, Map.of());
    private static final Library OPENCV = Library.ofPeers("opencv", "OpenCv", false, Map.of());
    private static final Library NETLIB = Library.ofPeers("netlib", "Netlib", true, Map.of());

    private static final String PREPACKED = "jconv packed";
    private static final String ONEDNN_PREPACKED = "onednn packed";

    boolean own() {
        return library.equals(JCONV);
    }

    /** Whether it is what a user of ours gets: the planner's choice, not an algorithm asked for by name. */
    boolean planned() {
        return own() && (!variant.contains(" ") || variant.contains(" auto "));
    }

    /** Whether it is one of our algorithms in the layout of our planner's choice. */
    boolean rivals(Contender planned) {
        return own() && !planned() && name.startsWith(planned.name + " ") && !repeats(planned);
    }

    /** Whether it is that planner's choice in another plan. */
    boolean repeats(Contender planned) {
        return planned.planned()
                && variant.equals(planned.variant.replace(" auto ", " " + JConvPeer.AGAIN + " "))
                && !variant.equals(planned.variant);
    }

    boolean of(String libraryName) {
        return library.name().equals(libraryName);
    }

    /** What our planner chooses in a layout. */
    static Contender jconv(Layout layout, Precision precision) {
        return new Contender("jconv " + word(layout), JCONV, JConvPeer.variant(layout, "auto", precision));
    }

    /** One of our algorithms, whether the planner would choose it or not. */
    static Contender jconv(Layout layout, Precision precision, String algorithm) {
        return new Contender(
                "jconv " + word(layout) + " " + algorithm, JCONV, JConvPeer.variant(layout, algorithm, precision));
    }

    /** The planner's choice in another plan: what the two differ by is noise. */
    static Contender again(Layout layout, Precision precision) {
        return new Contender("jconv again", JCONV, JConvPeer.variant(layout, JConvPeer.AGAIN, precision));
    }

    private static String word(Layout layout) {
        return layout.name().toLowerCase(Locale.ROOT);
    }

    /** The other libraries' ways to convolve. */
    static List<Contender> convPeers() {
        List<Contender> peers = new ArrayList<>(oneDnn());
        peers.add(new Contender("onnxruntime", ONNX_RUNTIME, "nchw"));
        return peers;
    }

    private static List<Contender> oneDnn() {
        return Stream.of("blocked", "nhwc", "nchw")
                .map(variant -> new Contender("onednn " + variant, ONEDNN, variant))
                .toList();
    }

    /** All ways to gradients of convolutions, ours first. */
    static List<Contender> gradients(boolean peers) {
        List<Contender> all = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            all.add(jconv(layout, Precision.DEFAULT));
        }
        all.addAll(peers ? oneDnn() : List.of());
        for (Layout layout : peers ? Layout.values() : new Layout[0]) {
            all.add(pytorch(layout));
        }
        return all;
    }

    private static Contender pytorch(Layout layout) {
        return new Contender("pytorch " + word(layout), PYTORCH, word(layout));
    }

    /** All ways to pool, ours first. */
    static List<Contender> pooling(List<Layout> layouts, boolean peers) {
        List<Contender> all = new ArrayList<>();
        layouts.forEach(layout -> all.add(jconv(layout, Precision.DEFAULT)));
        all.add(again(layouts.getFirst(), Precision.DEFAULT));
        for (Layout layout : peers ? layouts : List.<Layout>of()) {
            all.add(pytorch(layout));
        }
        return all;
    }

    /** All ways to filter a plane, ours first. */
    static List<Contender> planes(boolean peers) {
        Contender ours = new Contender("jconv", JCONV, "plane auto float32");
        Contender again = new Contender("jconv again", JCONV, "plane " + JConvPeer.AGAIN + " float32");
        return peers ? List.of(ours, again, new Contender("opencv", OPENCV, "filter2D")) : List.of(ours, again);
    }

    /** All ways to multiply matrices, ours first, and ours once more for the noise; oneDNN takes float32 alone. */
    static List<Contender> gemm(Work.Gemm work, boolean peers) {
        String type = work.type().toString();
        List<Contender> all = new ArrayList<>();
        all.add(new Contender("jconv", JCONV, work.name() + " auto " + type));
        all.add(new Contender(PREPACKED, JCONV, JConvPeer.PACKED + "auto " + type));
        all.add(new Contender("jconv again", JCONV, work.name() + " " + JConvPeer.AGAIN + " " + type));
        if (peers && work.type() == DType.FLOAT32) {
            all.add(new Contender(ONEDNN_PREPACKED, ONEDNN, "packed"));
            all.add(new Contender("onednn sgemm", ONEDNN, "sgemm"));
        }
        if (peers) {
            all.add(new Contender("openblas", OPENBLAS, work.name()));
            all.add(new Contender("openblas skylakex", OPENBLAS_SKYLAKEX, work.name()));
            all.add(new Contender("netlib", NETLIB, work.name()));
        }
        return all;
    }

    /** Whether it does at least the work of ours: who multiplies by a matrix packed beforehand is no match for who packs. */
    boolean matches(String ours) {
        return !name.equals(ONEDNN_PREPACKED) || ours.equals(PREPACKED);
    }
}
