package io.github.jconv.spi;

/**
 * How a kernel cuts its output: every image into the same number of tiles. Tile {@code t} belongs to image {@code t /
 * tilesPerImage}. Each output element lies in exactly one tile, so tiles can run in any order, or at once, and give the
 * same bits.
 *
 * <p>Immutable and safe for use by many threads.
 *
 * @param images the batch
 * @param tilesPerImage tiles of one image, at least 1
 */
public record TileGrid(int images, int tilesPerImage) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if there are negative images, no tile, or more tiles than an int counts
     */
    public TileGrid {
        if (images < 0 || tilesPerImage < 1 || (long) images * tilesPerImage > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a grid of " + images + " images with " + tilesPerImage + " tiles each cannot be counted");
        }
    }

    /**
     * All tiles.
     *
     * @return images * tilesPerImage
     */
    public int tiles() {
        return images * tilesPerImage;
    }
}
