package io.github.jconv.bench.peers.libraries;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_query_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_impl_info_str;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

import io.github.jconv.bench.peers.Peer;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;

/** One primitive of oneDNN with its memory. */
final class Dnnl implements Peer.Task {

    private record Argument(int index, dnnl_memory memory) {}

    /** Both live as long as the process. */
    private static final dnnl_engine ENGINE = new dnnl_engine();

    private static final dnnl_stream STREAM = new dnnl_stream();

    private final Arena arena = Arena.ofShared();
    private final Deque<Runnable> owned = new ArrayDeque<>();
    private final List<Argument> arguments = new ArrayList<>();
    private dnnl_primitive_desc chosen;
    private dnnl_primitive primitive;
    private dnnl_exec_arg_t call;
    private dnnl_memory dst;
    private dnnl_memory_desc dstOrder;
    private dnnl_memory_desc plainDst;

    /** Loads the library; once. */
    static void load() {
        Loader.load(org.bytedeco.dnnl.global.dnnl.class);
        check(dnnl_engine_create(ENGINE, dnnl_cpu, 0));
        check(dnnl_stream_create(STREAM, ENGINE, dnnl_stream_default_flags));
    }

    /** Turns a status into an exception. */
    static void check(int status) {
        if (status == dnnl_unimplemented) {
            throw new UnsupportedOperationException("oneDNN has no implementation");
        }
        if (status != 0) {
            throw new IllegalStateException("oneDNN's status is " + status);
        }
    }

    dnnl_engine engine() {
        return ENGINE;
    }

    /** How a tensor lies in memory. */
    dnnl_memory_desc describe(int tag, long... dims) {
        dnnl_memory_desc order = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_tag(order, dims.length, dims, dnnl_f32, tag));
        owned.push(() -> dnnl_memory_desc_destroy(order));
        return order;
    }

    void primitive(dnnl_primitive_desc description) {
        chosen = description;
        owned.push(() -> dnnl_primitive_desc_destroy(description));
        primitive = create(description);
    }

    private dnnl_primitive create(dnnl_primitive_desc description) {
        dnnl_primitive made = new dnnl_primitive();
        check(dnnl_primitive_create(made, description));
        owned.push(() -> dnnl_primitive_destroy(made));
        return made;
    }

    /** Gives the primitive an operand in the order it has chosen. */
    void input(int index, int query, float[] values, dnnl_memory_desc plain) {
        dnnl_memory_desc order = dnnl_primitive_desc_query_md(chosen, query, 0);
        dnnl_memory target = memory(order, zeros(order));
        reorder(plain, memory(plain, Memory.of(arena, values)), order, target);
        arguments.add(new Argument(index, target));
    }

    /** Gives the primitive an operand as it lies. */
    void input(int index, float[] values, dnnl_memory_desc plain) {
        arguments.add(new Argument(index, memory(plain, Memory.of(arena, values))));
    }

    void output(int index, int query, dnnl_memory_desc plain) {
        dstOrder = dnnl_primitive_desc_query_md(chosen, query, 0);
        dst = memory(dstOrder, zeros(dstOrder));
        plainDst = plain;
        arguments.add(new Argument(index, dst));
    }

    /** All operands are given. */
    Peer.Task ready() {
        call = call(arguments);
        return this;
    }

    private static dnnl_exec_arg_t call(List<Argument> arguments) {
        dnnl_exec_arg_t all = new dnnl_exec_arg_t(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            all.position(i).arg(arguments.get(i).index());
            all.memory(arguments.get(i).memory());
        }
        return all.position(0);
    }

    private FloatBuffer zeros(dnnl_memory_desc order) {
        return Memory.zeros(arena, dnnl_memory_desc_get_size(order));
    }

    private dnnl_memory memory(dnnl_memory_desc order, FloatBuffer values) {
        dnnl_memory memory = new dnnl_memory();
        check(dnnl_memory_create(memory, order, ENGINE, new FloatPointer(values)));
        owned.push(() -> dnnl_memory_destroy(memory));
        return memory;
    }

    private void reorder(dnnl_memory_desc from, dnnl_memory source, dnnl_memory_desc to, dnnl_memory target) {
        dnnl_primitive_desc description = new dnnl_primitive_desc();
        check(dnnl_reorder_primitive_desc_create(description, from, ENGINE, to, ENGINE, null));
        owned.push(() -> dnnl_primitive_desc_destroy(description));
        List<Argument> both = List.of(new Argument(DNNL_ARG_FROM, source), new Argument(DNNL_ARG_TO, target));
        execute(create(description), call(both), 2);
    }

    private static void execute(dnnl_primitive what, dnnl_exec_arg_t with, int count) {
        check(dnnl_primitive_execute(what, STREAM, count, with));
        check(dnnl_stream_wait(STREAM));
    }

    @Override
    public String detail() {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            check(dnnl_primitive_desc_query(chosen, dnnl_query_impl_info_str, 0, text));
            return text.get(BytePointer.class, 0).getString();
        }
    }

    @Override
    public void run() {
        execute(primitive, call, arguments.size());
    }

    @Override
    public float[] output() {
        FloatBuffer values = zeros(plainDst);
        reorder(dstOrder, dst, plainDst, memory(plainDst, values));
        return Memory.read(values, (int) (dnnl_memory_desc_get_size(plainDst) / Float.BYTES));
    }

    @Override
    public void close() {
        owned.forEach(Runnable::run);
        owned.clear();
        arena.close();
    }
}
