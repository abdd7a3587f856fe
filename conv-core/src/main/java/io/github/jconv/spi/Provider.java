package io.github.jconv.spi;

import java.util.List;

/**
 * What a module of kernels registers with {@link java.util.ServiceLoader}. Loading a provider must not load a class
 * that needs the incubator module.
 */
public interface Provider {

    /**
     * Convolution algorithms, best first where costs are equal.
     *
     * @return the list, the same on every call
     */
    List<Algorithm> algorithms();

    /**
     * Matrix multiplications, best first where costs are equal.
     *
     * @return the list, the same on every call
     */
    List<GemmAlgorithm> gemms();

    /**
     * Transposed convolutions, best first where costs are equal.
     *
     * @return the list, the same on every call; none unless a provider has its own
     */
    default List<TransposeAlgorithm> transposes() {
        return List.of();
    }

    /**
     * Gradients by the weights, best first where costs are equal.
     *
     * @return the list, the same on every call; none unless a provider has its own
     */
    default List<WeightGradientAlgorithm> weightGradients() {
        return List.of();
    }

    /**
     * The poolings.
     *
     * @return in order of preference at equal cost; may be empty
     */
    default List<PoolAlgorithm> pools() {
        return List.of();
    }

    /**
     * Gradients of poolings, best first where costs are equal.
     *
     * @return the list, the same on every call; none unless a provider has its own
     */
    default List<PoolGradientAlgorithm> poolGradients() {
        return List.of();
    }

    /**
     * Filters over planes, best first where costs are equal.
     *
     * @return the list, the same on every call; none unless a provider has its own
     */
    default List<PlaneAlgorithm> planes() {
        return List.of();
    }
}
