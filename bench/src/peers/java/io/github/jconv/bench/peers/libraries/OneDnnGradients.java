package io.github.jconv.bench.peers.libraries;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_abcde;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_dst_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_src_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import io.github.jconv.ConvProblem;
import io.github.jconv.DType;
import io.github.jconv.Layout;
import io.github.jconv.bench.peers.GradientData;
import io.github.jconv.bench.peers.Peer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** oneDNN's gradients; weights and their gradient are in the order it likes best. */
final class OneDnnGradients {

    private OneDnnGradients() {}

    static Peer.Task task(int tag, GradientData data) {
        ConvProblem p = data.layer().problem(Layout.NCHW, DType.FLOAT32);
        var win = p.window();
        long[] filter = p.groups() == 1
                ? new long[] {p.k(), p.groupC(), win.r(), win.s()}
                : new long[] {p.groups(), p.k() / p.groups(), p.groupC(), win.r(), win.s()};
        long[] strides = {win.strideH(), win.strideW()};
        long[] dilations = {win.dilationH() - 1, win.dilationW() - 1};
        long[] before = {win.padTop(), win.padLeft()};
        long[] after = {win.padBottom(), win.padRight()};
        Dnnl dnnl = new Dnnl();
        dnnl_memory_desc src = dnnl.describe(tag, OneDnn.dims(p.src()));
        dnnl_memory_desc weights = dnnl.describe(dnnl_format_tag_any, filter);
        dnnl_memory_desc dst = dnnl.describe(tag, OneDnn.dims(p.dst()));
        dnnl_memory_desc plainSrc = dnnl.describe(dnnl_abcd, OneDnn.dims(p.src()));
        dnnl_memory_desc plainWeights = dnnl.describe(p.groups() == 1 ? dnnl_abcd : dnnl_abcde, filter);
        dnnl_memory_desc plainDst = dnnl.describe(dnnl_abcd, OneDnn.dims(p.dst()));
        dnnl_primitive_desc forward = new dnnl_primitive_desc();
        Dnnl.check(dnnl_convolution_forward_primitive_desc_create(
                forward,
                dnnl.engine(),
                dnnl_forward_training,
                dnnl_convolution_direct,
                src,
                weights,
                null,
                dst,
                strides,
                dilations,
                before,
                after,
                null));
        dnnl_primitive_desc chosen = new dnnl_primitive_desc();
        boolean byInput = data.of() == GradientData.By.INPUT;
        int status = byInput
                ? dnnl_convolution_backward_data_primitive_desc_create(
                        chosen,
                        dnnl.engine(),
                        dnnl_convolution_direct,
                        src,
                        weights,
                        dst,
                        strides,
                        dilations,
                        before,
                        after,
                        forward,
                        null)
                : dnnl_convolution_backward_weights_primitive_desc_create(
                        chosen,
                        dnnl.engine(),
                        dnnl_convolution_direct,
                        src,
                        weights,
                        null,
                        dst,
                        strides,
                        dilations,
                        before,
                        after,
                        forward,
                        null);
        dnnl_primitive_desc_destroy(forward);
        Dnnl.check(status);
        dnnl.primitive(chosen);
        dnnl.input(DNNL_ARG_DIFF_DST, dnnl_query_diff_dst_md, data.gradDst(), plainDst);
        if (byInput) {
            dnnl.input(DNNL_ARG_WEIGHTS, dnnl_query_weights_md, data.weights(), plainWeights);
            dnnl.output(DNNL_ARG_DIFF_SRC, dnnl_query_diff_src_md, plainSrc);
        } else {
            dnnl.input(DNNL_ARG_SRC, dnnl_query_src_md, data.x(), plainSrc);
            dnnl.output(DNNL_ARG_DIFF_WEIGHTS, dnnl_query_diff_weights_md, plainWeights);
        }
        return dnnl.ready();
    }
}
