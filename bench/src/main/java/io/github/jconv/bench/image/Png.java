package io.github.jconv.bench.image;

import io.github.jconv.bench.BadInput;
import io.github.jconv.bench.WholeFile;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * PNG files through ImageIO: grey or colour, with or without alpha, 8 or 16 bits a sample. Palettes and smaller samples
 * are read as 8-bit colour. Samples are taken as they stand, without a change of gamma.
 */
public final class Png {

    private static final int BYTE_MAX = 255;
    private static final int SHORT_MAX = 65_535;

    static {
        ImageIO.setUseCache(false); // no temporary files
        System.setProperty("java.awt.headless", "true");
    }

    private Png() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the picture
     * @throws BadInput if it cannot be read, is no PNG, or is too large for the heap
     */
    public static Picture read(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BadInput(file + ": is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (IOException problem) {
            throw BadInput.of(file, problem);
        }
    }

    /**
     * Reads a stream.
     *
     * @param in the stream
     * @param name how to call it in messages
     * @return the picture
     * @throws BadInput if it is no PNG, or is too large for the heap
     * @throws IOException if the stream fails
     */
    public static Picture read(InputStream in, String name) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
        ImageReader reader = readers.next();
        try (ImageInputStream stream = ImageIO.createImageInputStream(in)) {
            reader.setInput(stream, true, true);
            if (!reader.getOriginatingProvider().canDecodeInput(stream)) {
                throw new BadInput(name + ": is not a PNG file");
            }
            checkSize(name, reader.getWidth(0), reader.getHeight(0));
            return picture(reader.read(0));
        } catch (IIOException | IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw new BadInput(name + ": is a damaged PNG file (" + oneLine(malformed) + ")", malformed);
        } finally {
            reader.dispose();
        }
    }

    /** A picture's planes, its extended copy and the output live at once, as floats. */
    private static void checkSize(String name, int width, int height) {
        long pixels = (long) width * height;
        long needed = pixels * 3 * 4 * Float.BYTES;
        long heap = Runtime.getRuntime().maxMemory();
        if (needed > heap || pixels * 3 > Integer.MAX_VALUE - 8) {
            throw new BadInput(name + ": has " + width + "x" + height + " pixels, which take " + needed
                    + " bytes, but the heap has " + heap);
        }
    }

    private static String oneLine(Exception problem) {
        Throwable deepest = problem;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String text = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        return text.lines().findFirst().orElse("");
    }

    private static Picture picture(BufferedImage image) {
        ColorModel model = image.getColorModel();
        int type = image.getRaster().getTransferType();
        boolean samples = model instanceof ComponentColorModel
                && (type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT)
                && model.getComponentSize(0) == DataBuffer.getDataTypeSize(type);
        return samples ? ofSamples(image) : ofColours(image);
    }

    private static Picture ofSamples(BufferedImage image) {
        Raster raster = image.getRaster();
        int pixels = image.getWidth() * image.getHeight();
        int colours = image.getColorModel().getNumColorComponents();
        float[] planes = new float[colours * pixels];
        float[] plane = null;
        for (int c = 0; c < colours; c++) {
            plane = raster.getSamples(0, 0, image.getWidth(), image.getHeight(), c, plane);
            System.arraycopy(plane, 0, planes, c * pixels, pixels);
        }
        float[] alpha = image.getColorModel().hasAlpha()
                ? raster.getSamples(0, 0, image.getWidth(), image.getHeight(), colours, (float[]) null)
                : null;
        int max = raster.getTransferType() == DataBuffer.TYPE_USHORT ? SHORT_MAX : BYTE_MAX;
        return new Picture(image.getHeight(), image.getWidth(), max, planes, alpha);
    }

    /** What has a palette, or several pixels in a byte, as ImageIO expands it. */
    private static Picture ofColours(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] argb = image.getRGB(0, 0, width, height, null, 0, width);
        int pixels = argb.length;
        float[] planes = new float[3 * pixels];
        float[] alpha = image.getColorModel().hasAlpha() ? new float[pixels] : null;
        for (int i = 0; i < pixels; i++) {
            planes[i] = argb[i] >> 16 & BYTE_MAX;
            planes[pixels + i] = argb[i] >> 8 & BYTE_MAX;
            planes[2 * pixels + i] = argb[i] & BYTE_MAX;
            if (alpha != null) {
                alpha[i] = argb[i] >>> 24;
            }
        }
        return new Picture(height, width, BYTE_MAX, planes, alpha);
    }

    /**
     * Writes a file whole or not at all, in as many bits a sample as {@link Picture#max} needs. Values are rounded and
     * those outside 0 to max clipped; NaN becomes 0.
     *
     * @param file the file; replaced if it exists
     * @param picture what to write
     * @throws BadInput if the file cannot be written
     */
    public static void write(Path file, Picture picture) {
        WholeFile.write(file, out -> {
            // ImageIO seeks in what it writes, so it gets memory.
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!ImageIO.write(image(picture), "png", bytes)) {
                throw new IllegalStateException("ImageIO has no writer for " + picture.channels() + " channels");
            }
            bytes.writeTo(out);
        });
    }

    private static BufferedImage image(Picture picture) {
        int colours = picture.channels();
        int pixels = picture.height() * picture.width();
        boolean hasAlpha = picture.alpha() != null;
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(colours == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
                hasAlpha,
                false,
                hasAlpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                picture.max() == SHORT_MAX ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE);
        WritableRaster raster = model.createCompatibleWritableRaster(picture.width(), picture.height());
        int[] plane = new int[pixels];
        for (int band = 0; band < raster.getNumBands(); band++) {
            boolean isAlpha = band == colours;
            for (int i = 0; i < pixels; i++) {
                float value = isAlpha ? picture.alpha()[i] : picture.planes()[band * pixels + i];
                plane[i] = Math.clamp(Math.round(value), 0, picture.max());
            }
            raster.setSamples(0, 0, picture.width(), picture.height(), band, plane);
        }
        return new BufferedImage(model, raster, false, null);
    }
}
