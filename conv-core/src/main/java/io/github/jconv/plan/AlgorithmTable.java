package io.github.jconv.plan;

import io.github.jconv.adjoint.AsConvolutions;
import io.github.jconv.adjoint.DepthwiseGradient;
import io.github.jconv.adjoint.ReferenceTranspose;
import io.github.jconv.adjoint.ReferenceWeightGradient;
import io.github.jconv.events.Fallback;
import io.github.jconv.portable.PortableConv;
import io.github.jconv.portable.PortableGemm;
import io.github.jconv.portable.PortablePoolGradient;
import io.github.jconv.spi.Algorithm;
import io.github.jconv.spi.GemmAlgorithm;
import io.github.jconv.spi.PlaneAlgorithm;
import io.github.jconv.spi.PoolAlgorithm;
import io.github.jconv.spi.PoolGradientAlgorithm;
import io.github.jconv.spi.Provider;
import io.github.jconv.spi.TransposeAlgorithm;
import io.github.jconv.spi.WeightGradientAlgorithm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * The one ordered table of algorithms: what providers bring, by the provider's class name so that the order does not
 * depend on the path, then the portable loops, then the reference. At equal cost the earlier entry wins.
 *
 * @param convolutions the convolution algorithms
 * @param gemms the matrix multiplications
 * @param transposes the transposed convolutions
 * @param weightGradients the gradients by the weights
 * @param pools the poolings
 * @param poolGradients the gradients of poolings
 * @param planes the filters over planes
 */
public record AlgorithmTable(
        List<Algorithm> convolutions,
        List<GemmAlgorithm> gemms,
        List<TransposeAlgorithm> transposes,
        List<WeightGradientAlgorithm> weightGradients,
        List<PoolAlgorithm> pools,
        List<PoolGradientAlgorithm> poolGradients,
        List<PlaneAlgorithm> planes) {

    private static final System.Logger LOG = System.getLogger("io.github.jconv");
    private static final AlgorithmTable INSTALLED = load();

    /**
     * The table of what is on the path, read once.
     *
     * @return the table
     */
    public static AlgorithmTable installed() {
        return INSTALLED;
    }

    private static AlgorithmTable load() {
        List<Provider> providers = new ArrayList<>();
        ServiceLoader<Provider> services = ServiceLoader.load(Provider.class, Provider.class.getClassLoader());
        services.stream().forEach(service -> {
            try {
                providers.add(service.get());
            } catch (ServiceConfigurationError | LinkageError broken) {
                String line =
                        "kernels of " + service.type().getName() + " are left out because they do not load: " + broken;
                LOG.log(System.Logger.Level.WARNING, line);
                Fallback.taken(line);
            }
        });
        providers.sort(Comparator.comparing(provider -> provider.getClass().getName()));
        List<Algorithm> convolutions = new ArrayList<>();
        List<GemmAlgorithm> gemms = new ArrayList<>();
        List<TransposeAlgorithm> transposes = new ArrayList<>();
        List<WeightGradientAlgorithm> weightGradients = new ArrayList<>();
        List<PoolAlgorithm> pools = new ArrayList<>();
        List<PoolGradientAlgorithm> poolGradients = new ArrayList<>();
        List<PlaneAlgorithm> planes = new ArrayList<>();
        for (Provider provider : providers) {
            convolutions.addAll(provider.algorithms());
            gemms.addAll(provider.gemms());
            transposes.addAll(provider.transposes());
            weightGradients.addAll(provider.weightGradients());
            pools.addAll(provider.pools());
            poolGradients.addAll(provider.poolGradients());
            planes.addAll(provider.planes());
        }
        convolutions.add(new PortableConv());
        convolutions.add(new ReferenceConv());
        gemms.add(new PortableGemm());
        gemms.add(new ReferenceGemm());
        transposes.add(new AsConvolutions(List.copyOf(convolutions)));
        transposes.add(new ReferenceTranspose());
        weightGradients.add(new DepthwiseGradient());
        weightGradients.add(new ReferenceWeightGradient());
        pools.add(new ReferencePool());
        poolGradients.add(new PortablePoolGradient());
        poolGradients.add(new ReferencePoolGradient());
        planes.add(new PlaneAsConv(List.copyOf(convolutions)));
        planes.add(new ReferencePlane());
        return new AlgorithmTable(
                List.copyOf(convolutions),
                List.copyOf(gemms),
                List.copyOf(transposes),
                List.copyOf(weightGradients),
                List.copyOf(pools),
                List.copyOf(poolGradients),
                List.copyOf(planes));
    }
}
