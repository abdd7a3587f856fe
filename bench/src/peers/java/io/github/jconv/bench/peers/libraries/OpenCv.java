package io.github.jconv.bench.peers.libraries;

import io.github.jconv.bench.peers.Peer;
import io.github.jconv.bench.peers.PlaneData;
import io.github.jconv.bench.peers.Worker;
import nu.pattern.OpenCV;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.imgproc.Imgproc;

/** OpenCV's filter2D over one plane of floats; from some size of the filter on it transforms by itself. */
public final class OpenCv implements Peer {

    private static final int THREADS = Integer.getInteger(Worker.JOBS, 1);

    /** Made by its name in the worker's process. */
    public OpenCv() {
        OpenCV.loadLocally();
        Core.setNumThreads(THREADS);
    }

    @Override
    public String about() {
        return Core.getVersionString() + ", " + Core.getCPUFeaturesLine() + ", threads " + Core.getNumThreads();
    }

    @Override
    public Task plane(String variant, PlaneData data) {
        Mat x = matrix(data.size(), data.x());
        Mat filter = matrix(data.k(), data.filter());
        Mat y = new Mat(data.size(), data.size(), CvType.CV_32F);
        Point centre = new Point(-1, -1);
        return new Task() {
            @Override
            public String detail() {
                return "filter2D, mirrored border";
            }

            @Override
            public void run() {
                Imgproc.filter2D(x, y, CvType.CV_32F, filter, centre, 0, Core.BORDER_REFLECT_101);
            }

            @Override
            public float[] output() {
                float[] values = new float[data.size() * data.size()];
                y.get(0, 0, values);
                return values;
            }

            @Override
            public void close() {
                x.release();
                filter.release();
                y.release();
            }
        };
    }

    private static Mat matrix(int size, float... values) {
        Mat matrix = new Mat(size, size, CvType.CV_32F);
        matrix.put(0, 0, values);
        return matrix;
    }
}
