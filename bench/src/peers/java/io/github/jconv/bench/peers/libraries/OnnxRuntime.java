package io.github.jconv.bench.peers.libraries;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.Shape;
import io.github.jconv.bench.peers.ConvData;
import io.github.jconv.bench.peers.GemmData;
import io.github.jconv.bench.peers.Peer;
import io.github.jconv.bench.peers.Worker;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime with a network of one convolution: all optimisations, output written in place. */
public final class OnnxRuntime implements Peer {

    private static final int THREADS = Integer.getInteger(Worker.JOBS, 1);

    private final OrtEnvironment environment =
            OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "peers");

    /** Made by its name in the worker's process. */
    public OnnxRuntime() {}

    @Override
    public String about() {
        return environment.getVersion() + ", CPU provider, all optimisations, pinned output, threads " + THREADS;
    }

    @Override
    public Task gemm(String variant, GemmData data) {
        throw new UnsupportedOperationException("is not asked to multiply matrices");
    }

    @Override
    public Task conv(String variant, ConvData data) {
        ConvProblem problem = data.layer().problem(Layout.NCHW, DType.FLOAT32);
        Arena arena = Arena.ofShared();
        FloatBuffer y = Memory.zeros(arena, (long) problem.dst().elements() * Float.BYTES);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(THREADS);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            OrtSession session = environment.createSession(OnnxModel.of(problem, data.weights(), data.bias()), options);
            OnnxTensor src = OnnxTensor.createTensor(environment, Memory.of(arena, data.x()), dims(problem.src()));
            OnnxTensor dst = OnnxTensor.createTensor(environment, y.duplicate(), dims(problem.dst()));
            return new Run(session, src, dst, y, arena);
        } catch (OrtException problemOfTheirs) {
            arena.close();
            throw new UnsupportedOperationException(problemOfTheirs.getMessage(), problemOfTheirs);
        }
    }

    private static long[] dims(Shape shape) {
        return new long[] {shape.n(), shape.c(), shape.h(), shape.w()};
    }

    private static final class Run implements Task {

        private final OrtSession session;
        private final OnnxTensor src;
        private final OnnxTensor dst;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;
        private final FloatBuffer y;
        private final Arena arena;

        Run(OrtSession session, OnnxTensor src, OnnxTensor dst, FloatBuffer y, Arena arena) {
            this.session = session;
            this.src = src;
            this.dst = dst;
            this.inputs = Map.of(OnnxModel.INPUT, src);
            this.outputs = Map.of(OnnxModel.OUTPUT, dst);
            this.y = y;
            this.arena = arena;
        }

        @Override
        public String detail() {
            return "Conv, NCHW";
        }

        @Override
        public void run() {
            try {
                session.run(inputs, outputs).close();
            } catch (OrtException problem) {
                throw new IllegalStateException(problem);
            }
        }

        @Override
        public float[] output() {
            return Memory.read(y, y.capacity());
        }

        @Override
        public void close() {
            try {
                src.close();
                dst.close();
                session.close();
            } catch (OrtException problem) {
                throw new IllegalStateException(problem);
            } finally {
                arena.close();
            }
        }
    }
}
