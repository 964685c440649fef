/* The instructions of kernel/instructions.h, for the host: what they are, and how their
 * kernels are called. */
#include "aq_conformance.h"
#include "ascend/kernel/instructions.h"
#include "ascend/kernel/tiling.h"
#include "backend.h"
#include "names.h"

#include <stdio.h>

#define FORMAT_int4 AQ_INT4
#define FORMAT_int8 AQ_INT8
#define FORMAT_hif8 AQ_HIF8
#define FORMAT_e4m3fn AQ_E4M3FN
#define FORMAT_e5m2 AQ_E5M2
#define FORMAT_e2m1 AQ_E2M1
#define FORMAT_e1m2 AQ_E1M2
#define FORMAT_e8m0 AQ_E8M0
#define FORMAT_half AQ_HALF
#define FORMAT_bf16 AQ_BF16
#define FORMAT_float AQ_FLOAT
#define OPERATION_CONVERT AQ_CONVERT
#define OPERATION_SEQUENCE AQ_CONVERT
#define OPERATION_ADD AQ_ADD
#define OPERATION_MULTIPLY AQ_MULTIPLY

static const aq_instruction instructions[] = {
#define X(arch, name, operation, from, to, saturation)                                             \
    {#name, OPERATION_##operation, FORMAT_##from, FORMAT_##to, AQ_SATURATES_##saturation, arch},
    AQ_INSTRUCTIONS_2201(X) AQ_INSTRUCTIONS_3510(X)
#undef X
};

const aq_instruction *aq_instructions(size_t *count) {
    *count = sizeof instructions / sizeof instructions[0];
    return instructions;
}

bool aq_instruction_of(const aq_instruction *instruction, aq_product product) {
    return aq_kernel_arch(product) == instruction->arch;
}

typedef struct call {
    const aq_instruction *instruction;
    aq_overflow overflow;
    const void *a, *b;
    void *dst;
    uint32_t count;
    aq_tiling tiling;
} call;

static size_t bytes_of(aq_format format, uint32_t count) {
    return ((size_t)count * aqi_format_bits(format) + 7) / 8;
}

/* One line, an operand to an element, dealt to all cores. */
static void make(void *ctx, uint32_t cores, aqa_operand *operands) {
    call *c = ctx;
    const uint64_t share = (c->count + cores - 1) / cores;
    const uint64_t wanted = (share + AQ_TILE_STEP - 1) / AQ_TILE_STEP * AQ_TILE_STEP;
    const uint64_t tile = wanted < AQ_TILE_MAX ? wanted : AQ_TILE_MAX;
    const size_t from = bytes_of(c->instruction->from, c->count);
    const size_t to = bytes_of(c->instruction->to, c->count);
    c->tiling = (aq_tiling){.version = AQ_TILING_VERSION,
                            .overflow = c->overflow,
                            .lines = 1,
                            .cols = c->count,
                            .row_group = 1,
                            .col_group = 1,
                            .param_cols = c->count,
                            .tile = tile,
                            .tiles = (c->count + tile - 1) / tile,
                            .units = (c->count + tile - 1) / tile};
    operands[AQ_ARG_SRC] = (aqa_operand){.in = c->a, .bytes = from};
    operands[AQ_ARG_SCALE] =
        (aqa_operand){.in = c->b, .bytes = c->instruction->operation == AQ_CONVERT ? 0 : from};
    operands[AQ_ARG_OFFSET] = (aqa_operand){0};
    operands[AQ_ARG_DST] = (aqa_operand){.in = c->dst, .out = c->dst, .bytes = to};
    operands[AQ_ARG_PARAMS] = (aqa_operand){.in = &c->tiling, .bytes = sizeof c->tiling};
}

bool aq_instruction_run(const aq_backend *backend, aq_product product,
                        const aq_instruction *instruction, aq_overflow overflow, const void *a,
                        const void *b, void *dst, uint32_t count, char *error, size_t error_bytes) {
    char kernel[64];
    if (!aq_instruction_of(instruction, product)) {
        snprintf(error, error_bytes, "%s has no instruction %s", aqi_product_name(product),
                 instruction->name);
        return false;
    }
    call c = {instruction, overflow, a, b, dst, count, {0}};
    snprintf(kernel, sizeof kernel, "aq_%u_try_%s", (unsigned)instruction->arch, instruction->name);
    return aqa_backend_launch(backend, product, kernel, make, &c, error, error_bytes);
}
