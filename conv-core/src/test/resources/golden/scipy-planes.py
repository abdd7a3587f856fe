"""Writes scipy-planes.json: filters over planes as scipy computes them, on small integers, so that every result is exact.

    python3 scipy-planes.py > scipy-planes.json

Made with numpy 2.4.6 and scipy 1.17.1.
"""
import json

import numpy as np
import scipy
from scipy import ndimage, signal

rng = np.random.default_rng(19)
SIZES = [(1, 1), (1, 9), (7, 1), (4, 5), (5, 23)]
KERNELS = [(1, 1), (3, 3), (2, 4), (1, 5), (4, 1), (7, 6), (9, 11)]
cases = []


def add(op, mode, img, kernel, y):
    cases.append({
        "op": op, "mode": mode, "h": img.shape[0], "w": img.shape[1], "kh": kernel.shape[0], "kw": kernel.shape[1],
        "x": img.astype(int).ravel().tolist(), "kernel": kernel.astype(int).ravel().tolist(),
        "y": np.rint(y).astype(int).ravel().tolist()})


for size in SIZES:
    for shape in KERNELS:
        img = rng.integers(-4, 5, size).astype(float)
        kernel = rng.integers(-4, 5, shape).astype(float)
        for mode in ["constant", "reflect", "nearest", "mirror", "wrap"]:
            add("ndimage.correlate", mode, img, kernel, ndimage.correlate(img, kernel, mode=mode))
            add("ndimage.convolve", mode, img, kernel, ndimage.convolve(img, kernel, mode=mode))
        for mode in ["full", "same", "valid"]:
            if mode == "valid" and (size[0] < shape[0] or size[1] < shape[1]):
                continue  # scipy swaps the operands there
            add("signal.correlate2d", mode, img, kernel, signal.correlate2d(img, kernel, mode))
            add("signal.convolve2d", mode, img, kernel, signal.convolve2d(img, kernel, mode))

print('{"scipy": "%s", "numpy": "%s", "cases": [' % (scipy.__version__, np.__version__))
print(",\n".join(json.dumps(case, separators=(",", ":")) for case in cases))
print("]}")
