"""The CPU backend beside numpy: numpy_peer.py LIBRARY [ROUNDS]

LIBRARY is libaq_numpy.so. Both work on the calls and the data of `aqcheck bench cpu`, in turn
in every round, one thread; the times are medians, of the thread's processor. Numpy is given its
best: arrays are allocated before, parameters converted, and all of it is done at once or in
blocks of rows, whichever is faster. The table is part of reports/performance.md.
"""
import ctypes
import statistics
import sys
import time

import numpy as np

BLOCKS = (None, 32, 8)  # rows
LEAST = 0.002  # seconds of a timing


class Operand(ctypes.Structure):
    _fields_ = [("rows", ctypes.c_uint32), ("cols", ctypes.c_uint32),
                ("bytes", ctypes.c_size_t), ("data", ctypes.c_void_p)]


class Library:
    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        for name, result in (("make", ctypes.c_void_p), ("run", ctypes.c_bool),
                             ("variant", ctypes.c_char_p), ("free", None),
                             ("decode", ctypes.c_double), ("cache_bytes", ctypes.c_size_t),
                             ("memory_bytes", ctypes.c_size_t)):
            function = getattr(self.c, "aq_numpy_" + name)
            function.restype = result
            setattr(self, name, function)


class Call:
    """A call of ours, and its operands as arrays: codes, but parameters as float32."""

    def __init__(self, library, filter_text, size):
        operands = (Operand * 4)()
        error = ctypes.create_string_buffer(300)
        self.library = library
        self.handle = ctypes.c_void_p(library.make(
            filter_text.encode(), ctypes.c_size_t(size), operands, error,
            ctypes.c_size_t(len(error))))
        if not self.handle:
            sys.exit("numpy_peer: " + error.value.decode())
        kind = dict(part.split("=") for part in filter_text.split(","))
        self.src, scale, offset, self.ours = (self.array(operand) for operand in operands)
        self.rows, self.cols = operands[0].rows, operands[0].cols
        self.elements = self.rows * self.cols
        self.four_bits = self.src.size < self.elements
        self.src = self.src.reshape(self.rows, -1)
        if kind["src"] == "int8":
            self.src = self.src.view(np.int8)
        self.dst_type = {"half": np.float16, "float": np.float32, "bf16": np.uint16}[kind["dst"]]
        self.shape = (self.rows, self.cols)
        self.scale = parameters(scale, kind["scale"], operands[1])
        self.offset = parameters(offset, kind["scale"], operands[2])
        if kind["prototype"] == "per_group":  # along rows: an axis of groups
            groups = operands[1].cols
            self.shape = (self.rows, groups, self.cols // groups)
            self.src = self.src.reshape(self.rows, groups, -1)
            self.scale = self.scale[:, :, None]
            self.offset = None if self.offset is None else self.offset[:, :, None]

    @staticmethod
    def array(operand):
        if not operand.data:
            return None
        return np.ctypeslib.as_array(
            (ctypes.c_uint8 * operand.bytes).from_address(operand.data))

    def values(self):
        """Of each code of the source; of four bits: of each byte, two of them."""
        codes = 16 if self.four_bits else 256
        value = [self.library.decode(self.handle, code) for code in range(codes)]
        if self.four_bits:
            return np.array([(value[byte % 16], value[byte // 16]) for byte in range(256)])
        return np.array(value)

    def run(self):
        if not self.library.run(self.handle):
            sys.exit("numpy_peer: a call was refused")

    def free(self):
        self.library.free(self.handle)


def parameters(data, name, operand):
    if data is None:
        return None
    if name == "bf16":
        values = (data.view(np.uint16).astype(np.uint32) << 16).view(np.float32)
    elif name == "e8m0":
        values = np.ldexp(np.float32(1), data.astype(np.int32) - 127)
    else:
        values = data.view({"half": np.float16, "float": np.float32}[name]).astype(np.float32)
    return values.reshape(operand.rows, operand.cols)


# ---- Ways to compute a call: each prepares what is the same for every run, and gives back
# what is run on rows [a, b). Of parameters, rows are taken if there are any.


def rows_of(values, a, b):
    return values if values is None or values.shape[0] == 1 else values[a:b]


def sum_and_product(x, scale, offset, out):
    """x may be of another type: it is converted on the way."""
    if offset is not None:
        np.add(x, offset, out=out)
        np.multiply(out, scale, out=out)
    else:
        np.multiply(x, scale, out=out)


def to_bf16(values, temporary, out):
    bits = values.view(np.uint32)
    np.right_shift(bits, 16, out=temporary)
    np.bitwise_and(temporary, 1, out=temporary)
    np.add(temporary, 0x7fff, out=temporary)
    np.add(bits, temporary, out=temporary)
    np.right_shift(temporary, 16, out=temporary)
    np.copyto(out, temporary, casting="unsafe")


def staged(call, dst):
    """In float32, then rounded to dst."""
    to_float = call.dst_type == np.float32
    f = dst if to_float else np.empty(call.shape, np.float32)
    temporary = np.empty(call.shape, np.uint32) if call.dst_type == np.uint16 else None

    def run(a, b):
        sum_and_product(call.src[a:b], rows_of(call.scale, a, b), rows_of(call.offset, a, b),
                        f[a:b])
        if temporary is not None:
            to_bf16(f[a:b], temporary[a:b], dst[a:b])
        elif not to_float:
            np.copyto(dst[a:b], f[a:b], casting="same_kind")
    return run


def converted(call, dst):
    """The same, all of src being converted first."""
    f = dst if call.dst_type == np.float32 else np.empty(call.shape, np.float32)
    temporary = np.empty(call.shape, np.uint32) if call.dst_type == np.uint16 else None

    def run(a, b):
        np.copyto(f[a:b], call.src[a:b])
        sum_and_product(f[a:b], rows_of(call.scale, a, b), rows_of(call.offset, a, b), f[a:b])
        if temporary is not None:
            to_bf16(f[a:b], temporary[a:b], dst[a:b])
        elif call.dst_type != np.float32:
            np.copyto(dst[a:b], f[a:b], casting="same_kind")
    return run


def in_half(call, dst):
    scale = call.scale.astype(np.float16)
    offset = None if call.offset is None else call.offset.astype(np.float16)

    def run(a, b):
        sum_and_product(call.src[a:b], rows_of(scale, a, b), rows_of(offset, a, b), dst[a:b])
    return run


def look_up(table, call, out, a, b):
    """Entries of a table for codes; for bytes of two codes, two: as one number."""
    np.take(table, call.src[a:b], out=out[a:b], mode="clip")


def pairs(table):
    return table.view({2: np.uint32, 4: np.uint64}[table.dtype.itemsize]).reshape(256)


def decoded(call, dst):
    """Codes through a table of their values in float32, then as above."""
    table = call.values().astype(np.float32)
    f = dst if call.dst_type == np.float32 else np.empty(call.shape, np.float32)
    found = f
    if call.four_bits:
        table, found = pairs(table), f.view(np.uint64)

    def run(a, b):
        look_up(table, call, found, a, b)
        sum_and_product(f[a:b], rows_of(call.scale, a, b), rows_of(call.offset, a, b), f[a:b])
        if call.dst_type != np.float32:
            np.copyto(dst[a:b], f[a:b], casting="same_kind")
    return run


def decoded_in_half(call, dst):
    """The same in half."""
    table = call.values().astype(np.float16)
    scale = call.scale.astype(np.float16)
    offset = None if call.offset is None else call.offset.astype(np.float16)
    found = dst
    if call.four_bits:
        table, found = pairs(table), dst.view(np.uint32)

    def run(a, b):
        look_up(table, call, found, a, b)
        sum_and_product(dst[a:b], rows_of(scale, a, b), rows_of(offset, a, b), dst[a:b])
    return run


def results(call, dst):
    """One parameter for all: codes through a table of results."""
    order = np.arange(256).astype(np.uint8)
    values = order.view(np.int8) if call.src.dtype == np.int8 else call.values()[order]
    exact = values.astype(np.float64)
    if call.offset is not None:
        exact = exact + call.offset.reshape(())
    exact = exact * np.float64(call.scale.reshape(()))
    table = exact.astype(call.dst_type)
    codes = call.src.view(np.uint8)

    def run(a, b):
        np.take(table, codes[a:b], out=dst[a:b], mode="clip")
    return run


# What is computed, how, and whether numpy rounds it once, as we do.
WORKS = (
    ("per_channel,src=int8,scale=half,dst=half,offset=1,transpose=0",
     ((staged, False), (converted, False), (in_half, False))),
    ("per_channel,src=int8,scale=half,dst=half,offset=0,transpose=0",
     ((staged, False), (in_half, True))),
    ("per_channel,src=int8,scale=bf16,dst=bf16,offset=1,transpose=0",
     ((staged, False), (converted, False))),
    ("per_channel,src=int4,scale=half,dst=half,offset=1,transpose=0", ((decoded, False),)),
    ("per_tensor,src=int8,scale=half,dst=half,offset=1,transpose=0",
     ((results, True), (staged, False))),
    ("per_token,src=int8,scale=float,dst=float,offset=1,transpose=0",
     ((staged, False), (converted, False))),
    ("per_token,src=int8,scale=float,dst=float,offset=1,transpose=1",
     ((staged, False), (converted, False))),
    ("per_token,src=int8,scale=float,dst=float,offset=0,transpose=0",
     ((staged, True), (converted, True))),
    ("per_token,src=int8,scale=float,dst=float,offset=0,transpose=1",
     ((staged, True), (converted, True))),
    ("per_token,src=int8,scale=float,dst=half,offset=1,transpose=0",
     ((staged, False), (converted, False))),
    ("per_token,src=e4m3fn,scale=float,dst=float,offset=0,transpose=0", ((decoded, True),)),
    ("per_token,src=e4m3fn,scale=float,dst=float,offset=1,transpose=0", ((decoded, False),)),
    ("per_token,src=e4m3fn,scale=float,dst=float,offset=1,transpose=1", ((decoded, False),)),
    ("per_token,src=e4m3fn,scale=half,dst=half,offset=1,transpose=0",
     ((decoded, False), (decoded_in_half, False))),
    ("per_group,src=int8,scale=float,dst=float,offset=1,transpose=0,k_dim=1",
     ((staged, False), (converted, False))),
    ("per_group,src=int8,scale=half,dst=half,offset=1,transpose=0,k_dim=1",
     ((staged, False), (converted, False), (in_half, False))),
    ("per_group,src=e4m3fn,scale=float,dst=float,offset=1,transpose=0,k_dim=1",
     ((decoded, False),)),
    ("per_group,src=e2m1,scale=e8m0,dst=half,offset=0,transpose=0,k_dim=1",
     ((decoded, True), (decoded_in_half, True))),
)
HOW = {staged: "in float32", converted: "in float32, src converted first", in_half: "in half",
       decoded: "`take`, then in float32", decoded_in_half: "`take`, then in half",
       results: "`take` of results"}


def in_blocks(run, rows, block):
    if block is None:
        return lambda: run(0, rows)

    def all_blocks():
        for a in range(0, rows, block):
            run(a, a + block)
    return all_blocks


def timed(run, repeat):
    start = time.thread_time()
    for _ in range(repeat):
        run()
    return (time.thread_time() - start) / repeat


def repetitions(run):
    timed(run, 1)
    return max(1, int(LEAST / max(timed(run, 1), 1e-7)))


def best_blocks(run, rows):
    tried = [in_blocks(run, rows, block) for block in BLOCKS if block is None or block < rows]
    times = [min(timed(all_rows, repeat) for _ in range(2))
             for all_rows in tried for repeat in (repetitions(all_rows),)]
    return tried[times.index(min(times))]


def name_of(text):
    kind = dict(part.split("=") for part in text.split(","))
    return (f"{kind['prototype']} {kind['src']}*{kind['scale']}->{kind['dst']}"
            + " +offset" * (kind["offset"] == "1") + " transposed" * (kind["transpose"] == "1"))


def measure(library, text, ways, size, rounds):
    """Seconds of ours and of each way per element, and how many results differ."""
    call = Call(library, text, size)
    runs, destinations = [call.run], []
    for way, _ in ways:
        dst = np.empty(call.shape, call.dst_type)
        destinations.append(dst)
        runs.append(best_blocks(way(call, dst), call.rows))
    repeats = [repetitions(run) for run in runs]
    times = [[timed(run, repeat) for run, repeat in zip(runs, repeats)] for _ in range(rounds)]
    differ = []
    for (way, exact), dst in zip(ways, destinations):
        same = dst.reshape(-1).view(np.uint8).view(f"u{dst.itemsize}")
        differ.append(int(np.count_nonzero(same != call.ours.view(same.dtype))))
        if exact and differ[-1]:
            sys.exit(f"numpy_peer: {text}, {HOW[way]}: {differ[-1]} results differ")
    seconds = [statistics.median(column) / call.elements for column in zip(*times)]
    share = [count / call.elements for count in differ]
    variant = library.variant(call.handle).decode()
    call.free()
    return seconds, share, variant


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: numpy_peer.py LIBRARY [ROUNDS]")
    library = Library(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    head = True
    for text, ways in WORKS:
        text = "prototype=" + text
        places = [measure(library, text, ways, size, rounds)
                  for size in (library.cache_bytes(), library.memory_bytes())]
        if head:
            print(f"numpy {np.__version__} and `{places[0][2]}`, one thread, Gel/s. Results that "
                  "differ: numpy's from the correctly rounded ones.\n\n"
                  "| call | numpy, computed | in cache: ours | numpy | x numpy | in memory: ours "
                  "| numpy | x numpy | differ |\n|---|---|--:|--:|--:|--:|--:|--:|--:|")
            head = False
        for k, (way, _) in enumerate(ways):
            cells = ""
            for seconds, _, _ in places:
                cells += (f" {1e-9 / seconds[0]:.2f} | {1e-9 / seconds[k + 1]:.3f} "
                          f"| {seconds[k + 1] / seconds[0]:.2f} |")
            print(f"| {name_of(text)} | {HOW[way]} |{cells} {places[1][1][k]:.3%} |", flush=True)


if __name__ == "__main__":
    main()
