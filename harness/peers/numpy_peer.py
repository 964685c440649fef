"""The staged expressions that people check kernels with, in numpy, timed: one thread, the best
of some rounds. Beside it, the same work on the CPU backend: `aqcheck bench cpu`."""
import sys
import time

import numpy as np

COLUMNS = 4096


def best(run, rounds):
    run()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def works(src, scale, offset):
    half_scale, half_offset = scale.astype(np.float16), offset.astype(np.float16)
    yield ("per_channel int8*half->half +offset", "float32, then half",
           lambda: ((src.astype(np.float32) + half_offset.astype(np.float32))
                    * half_scale.astype(np.float32)).astype(np.float16))
    yield ("per_channel int8*half->half +offset", "in half",
           lambda: (src.astype(np.float16) + half_offset) * half_scale)
    yield ("per_token int8*float->float +offset transposed", "float32",
           lambda: (src.astype(np.float32) + offset) * scale)


def main():
    memory = int(sys.argv[1]) if len(sys.argv) > 1 else 128 << 20
    random = np.random.default_rng(1)
    rows = {}
    for place, size in (("cache", 384 << 10), ("memory", memory)):
        src = random.integers(-128, 128, (max(1, size // 3 // COLUMNS), COLUMNS)).astype(np.int8)
        scale = random.uniform(2.0 ** -8, 2.0 ** -4, COLUMNS).astype(np.float32)
        offset = random.uniform(-16, 16, COLUMNS).astype(np.float32)
        for name, how, run in works(src, scale, offset):
            seconds = best(run, 20 if place == "cache" else 2)
            rows.setdefault((name, how), []).append(src.size / seconds * 1e-9)
    print(f"numpy {np.__version__}, one thread, Gel/s.\n")
    print("| call | numpy, computed | in cache | in memory |\n|---|---|--:|--:|")
    for (name, how), speeds in rows.items():
        print(f"| {name} | {how} | {speeds[0]:.3f} | {speeds[1]:.3f} |")


if __name__ == "__main__":
    main()
