package io.github.jconv.spi;

/**
 * The gradient of one convolution by its weights, bound. The work falls into stages, one after the other, of tiles that
 * run in any order or at once: the first sums over parts of the pixels, a second adds the parts up in a fixed order. It
 * holds only values that never change, so any number of threads run its tiles, each with a workspace of its own.
 *
 * @param <T> the array type of the tensors and the workspaces, {@code float[]} or {@code double[]}
 */
public interface GradientKernel<T> {

    /**
     * How many stages there are.
     *
     * @return at least 1
     */
    int stages();

    /**
     * The tiles of a stage.
     *
     * @param stage from 0
     * @return how many
     */
    int tiles(int stage);

    /**
     * What each thread needs for itself.
     *
     * @return elements; the same for every batch
     */
    int workspaceElements();

    /**
     * What the threads of one run share: partial sums on their way from one stage to the next.
     *
     * @return elements; bounded for every batch
     */
    int sharedElements();

    /**
     * Makes a workspace or shared space.
     *
     * @param elements how many
     * @return an array of so many elements
     */
    T newArray(int elements);

    /**
     * Whether tiles run on vector instructions.
     *
     * @return false for scalar code
     */
    boolean usesVectors();

    /**
     * The part of the kernel's name that its choices add, for a plan's description.
     *
     * @return empty where there is nothing to add
     */
    String detail();

    /**
     * Runs one tile. Allocates nothing.
     *
     * @param stage the stage; all tiles of those before it are done
     * @param tile from 0 to {@code tiles(stage) - 1}
     * @param src the convolution's input
     * @param gradDst the gradient by its output
     * @param gradWeights the destination; the last stage writes it
     * @param workspace so many elements as {@link #workspaceElements} says, with any content
     * @param shared so many elements as {@link #sharedElements} says, of which the stages before wrote what they wrote
     */
    void run(int stage, int tile, T src, T gradDst, T gradWeights, T workspace, T shared);
}
