/* The planted faults: one row for each AQ_MUTATE(id, ...) in impl/.
 *
 * id, file, backend that is run, the fuzz target whose property it breaks, the fault,
 * where such a fault was made before.
 */
#ifndef AQ_MUTANTS_H
#define AQ_MUTANTS_H

/* clang-format off */
#define AQ_MUTANT_LIST(X)                                                                          \
    /* Formats */                                                                                  \
    X(nibbles_swapped, "cpu/layout.h", "cpu:scalar", "types_and_values", "the high nibble comes first", "kekzl/imp#722")  \
    X(packed_bytes_permuted, "cpu/layout.h", "cpu:scalar", "types_and_values", "packed bytes are taken in pairs, swapped", "kekzl/imp#722") \
    X(int4_unsigned, "cpu/decode.c", "cpu:scalar", "types_and_values", "int4 is not sign-extended", "common in unpackers") \
    X(int8_lowest_clamped, "cpu/decode.c", "cpu:scalar", "types_and_values", "int8 -128 is read as -127", "symmetric quantizers") \
    X(e4m3_top_binade_special, "cpu/decode.c", "cpu:scalar", "specials_and_overflow", "e4m3 has infinities, as IEEE 754 would", "ml_dtypes#400") \
    X(e4m3_nan_is_480, "cpu/decode.c", "cpu:scalar", "specials_and_overflow", "e4m3 has no NaN", "Model-Optimizer#1633") \
    X(e4m3_fnuz_bias, "cpu/decode.c", "cpu:scalar", "types_and_values", "e4m3fn read with the bias of e4m3fnuz", "rocm: two e4m3") \
    X(exponent_not_rebiased, "cpu/decode.c", "cpu:scalar", "types_and_values", "the exponent keeps float's bias, 2^112 too small", "vllm#47315") \
    X(nan_read_as_inf, "cpu/decode.c", "cpu:scalar", "specials_and_overflow", "a NaN operand is read as Inf", "saturn-vectors#101") \
    X(subnormal_operand_flushed, "cpu/decode.c", "cpu:scalar", "types_and_values", "subnormal operands are zero", "tt-metal#51971") \
    X(subnormal_one_binade_low, "cpu/decode.c", "cpu:scalar", "types_and_values", "subnormal operands are half as large", "tt-metal#51971") \
    X(e8m0_0_is_zero, "cpu/decode.c", "cpu:scalar", "specials_and_overflow", "e8m0 code 0 is zero", "gfloat#62") \
    X(e8m0_255_is_number, "cpu/decode.c", "cpu:scalar", "types_and_values", "e8m0 code 255 is 2^128", "gfloat#62") \
    X(e8m0_bias_128, "cpu/decode.c", "cpu:scalar", "types_and_values", "e8m0 bias off by one", "rocm-libraries#7439") \
    X(hif8_exponent_sign_lost, "cpu/decode.c", "cpu:scalar", "types_and_values", "hif8 exponents are never negative", "sign-magnitude exponents") \
    X(hif8_nan_is_zero, "cpu/decode.c", "cpu:scalar", "specials_and_overflow", "hif8 0x80 is a zero", "formats with one zero") \
    X(hif8_inf_is_number, "cpu/decode.c", "cpu:scalar", "specials_and_overflow", "hif8 0x6f is a number", "formats with one Inf") \
    X(hif8_denormal_bias, "cpu/decode.c", "cpu:scalar", "types_and_values", "hif8 denormals twice as large", "tt-metal#51971") \
    X(hif8_taper_ignored, "cpu/decode.c", "cpu:scalar", "types_and_values", "hif8 has three fraction bits in a row that has two", "msprobe calc_ulp_err_fp8") \
    X(fp4_kinds_swapped, "cpu/decode.c", "cpu:scalar", "types_and_values", "e2m1 is read as e1m2", "wrong template argument") \
    /* Value and rounding */                                                                       \
    X(zero_sum_sign, "cpu/element.c", "cpu:scalar", "specials_and_overflow", "-0 + +0 is -0", "IEEE 754 6.3") \
    X(cancellation_gives_minus_zero, "cpu/target.h", "cpu:scalar", "specials_and_overflow", "x + -x is -0", "IEEE 754 6.3") \
    X(minus_zero_lost, "cpu/target.h", "cpu:scalar", "specials_and_overflow", "-0 becomes +0", "OpenCL-CTS: sign of zero not checked") \
    X(sticky_bit_lost, "cpu/element.c", "cpu:scalar", "types_and_values", "what is far below the other operand is dropped", "guard, round, no sticky") \
    X(offset_subtracted, "cpu/scalar.c", "cpu:scalar", "types_and_values", "the offset is subtracted", "zero point conventions") \
    X(half_bits_in_bf16, "cpu/target.h", "cpu:scalar", "types_and_values", "half bits in a bf16 buffer", "FBGEMM#5843") \
    X(truncates, "cpu/round_text.h", "cpu:scalar", "types_and_values", "results are truncated", "FBGEMM#5843") \
    X(ties_away, "cpu/round_text.h", "cpu:scalar", "types_and_values", "ties go away from zero", "ocannl#646") \
    X(rounds_up_on_any_rest, "cpu/round_text.h", "cpu:scalar", "types_and_values", "whatever is inexact is rounded away", "CAST_CEIL for CAST_RINT") \
    X(double_rounding, "cpu/round_text.h", "cpu:scalar", "types_and_values", "rounded to float, then to the result", "ml_dtypes#401") \
    X(subnormal_result_flushed, "cpu/target.h", "cpu:scalar", "types_and_values", "subnormal results are zero", "vllm#34577") \
    X(subnormal_result_misplaced, "cpu/round_text.h", "cpu:scalar", "types_and_values", "subnormal results are put one place too high", "SLEEF near underflow") \
    X(saturates_instead_of_inf, "cpu/target.h", "cpu:scalar", "specials_and_overflow", "overflow saturates in every mode", "ml_dtypes#400") \
    X(inf_instead_of_saturation, "cpu/target.h", "cpu:scalar", "specials_and_overflow", "overflow gives Inf in every mode", "saturn-vectors#101") \
    X(rounding_to_inf_not_saturated, "cpu/target.h", "cpu:scalar", "specials_and_overflow", "rounding up to Inf escapes saturation", "saturn-vectors#101") \
    X(nan_in_sat_not_zeroed, "cpu/element.c", "cpu:scalar", "specials_and_overflow", "NaN stays NaN where results saturate", "semantics.md d.2") \
    X(nan_becomes_inf, "cpu/element.c", "cpu:scalar", "specials_and_overflow", "a NaN result is Inf", "Model-Optimizer#1633") \
    X(inf_minus_inf_is_inf, "cpu/element.c", "cpu:scalar", "specials_and_overflow", "Inf - Inf is Inf", "IEEE 754 7.2") \
    X(zero_times_inf_is_inf, "cpu/element.c", "cpu:scalar", "specials_and_overflow", "0 * Inf is Inf", "IEEE 754 7.2") \
    X(float_saturates, "cpu/target.h", "cpu:scalar", "specials_and_overflow", "float saturates too", "semantics.md d.2") \
    X(scale_rounded_to_half, "cpu/scalar.c", "cpu:scalar", "types_and_values", "the scale is rounded to half before it is used", "semantics.md d.3 N12") \
    /* Index maps */                                                                               \
    X(scale_index_transposed, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "the scale is indexed with its rows for its columns", "pie#491") \
    X(groups_ignored, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "all of K takes the first group", "semantics.md b.2, A2 PC.O") \
    X(legacy_group_of_64, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "legacy groups of 64", "block sizes 16, 32, 64") \
    X(token_axis_swapped, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "per token and transposed per token swapped", "transposed layouts") \
    X(k_dim_swapped, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "k_dim 0 and 1 swapped", "transposed layouts") \
    X(group_size_in_8_bits, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "a group size above 256 wraps", "semantics.md e 17") \
    X(group_index_off_by_one, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "a group begins a row early", "group kernels") \
    X(group_index_ceil, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "the group index is rounded up", "group kernels") \
    X(small_n_path_takes_first_group, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "rows below 32 elements take the first group", "semantics.md e 8") \
    X(short_group_takes_previous, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "a short last group takes the scale before its own", "tail groups") \
    X(short_group_taken_as_whole, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "a short last group is computed as a whole one", "semantics.md b.2, G4L") \
    X(scale_zero_for_seven_rows, "cpu/scalar.c", "cpu:scalar", "shapes_and_tails", "all scales are zero for one number of rows", "flashinfer#3398") \
    X(one_combination_sent_to_another, "cpu/scalar.c", "cpu:scalar", "types_and_values", "e5m2 to float runs the e4m3 code", "vllm#35210") \
    /* Counts, tails and memory */                                                                 \
    X(cal_count_ignored, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "all rows are computed, whatever calCount", "vllm#7400") \
    X(repeat_count_in_8_bits, "cpu/layout.c", "cpu:scalar", "shapes_and_tails", "more than 255 rows wrap", "semantics.md e 12") \
    X(stride_in_8_bits, "cpu/layout.c", "cpu:scalar", "shapes_and_tails", "a row stride of 256 blocks or more wraps", "semantics.md e 11") \
    X(index_in_16_bits, "cpu/layout.c", "cpu:scalar", "shapes_and_tails", "the element index wraps at 65,536", "semantics.md b.2, G4L") \
    X(offset_index_in_8_bits, "cpu/layout.c", "cpu:scalar", "shapes_and_tails", "the offset index wraps at 256", "semantics.md e 17") \
    X(offset_of_last_row_not_loaded, "cpu/layout.c", "cpu:scalar", "groups_and_maps", "the last row keeps the offset before its own", "software pipelining") \
    X(row_split_overlaps, "cpu/layout.c", "cpu:scalar", "shapes_and_tails", "two workers' halves overlap by a row", "thread partitions") \
    X(stale_tmp, "cpu/layout.c", "cpu:scalar", "tmp_size", "the scale is read from a temporary buffer that was not filled", "bitsandbytes#1721") \
    X(chunk_boundary_at_one_tmp_size, "cpu/scalar.c", "cpu:scalar", "tmp_size", "chunks repeat an element where tmp is no multiple of 256", "semantics.md f.2") \
    X(dst_not_cleared, "cpu/scalar.c", "cpu:scalar", "shapes_and_tails", "a bit of dst is kept from before", "bitsandbytes#1721") \
    X(tail_not_written, "cpu/scalar.c", "cpu:scalar", "shapes_and_tails", "what is left of a vector of 64 is not written", "vector tails") \
    X(tail_written_too_far, "cpu/scalar.c", "cpu:scalar", "shapes_and_tails", "the last vector of 64 is written whole", "vllm#7400") \
    X(reads_past_the_tail, "cpu/scalar.c", "cpu:scalar", "shapes_and_tails", "the byte after src is read", "unmasked loads") \
    /* Vectorised variants and threads */                                                          \
    X(simd_decode_sign_lost, "cpu/avx512.h", "cpu:avx512", "types_and_values", "table decode loses the sign of 8-bit codes", "table lookups with 7 bits") \
    X(simd_odd_becomes_up, "cpu/avx512.h", "cpu:avx512", "types_and_values", "rounded up where it should be rounded to odd", "ml_dtypes#401") \
    X(simd_bf16_ties_up, "cpu/avx512.h", "cpu:avx512", "types_and_values", "integer rounding to bf16 always adds a half", "ocannl#646") \
    X(simd_scale_sign_lost, "cpu/avx512.h", "cpu:avx512", "types_and_values", "the sign of the scale is not put on the result", "magnitude kernels") \
    X(simd_saturates_to_inf, "cpu/avx512.h", "cpu:avx512", "specials_and_overflow", "saturates to Inf", "saturn-vectors#101") \
    X(simd_nan_kept_in_sat, "cpu/avx512.h", "cpu:avx512", "specials_and_overflow", "NaN stays NaN where results saturate", "semantics.md d.2") \
    X(simd_tail_one_short, "cpu/avx512_block.c", "cpu:avx512", "shapes_and_tails", "of a cut step one element too few is stored", "unmasked tails") \
    X(simd_bf16_subnormal_flushed, "cpu/avx512.h", "cpu:avx512", "types_and_values", "vcvtne2ps2bf16 where results may be subnormal", "vllm#34577") \
    X(simd_e8m0_0_is_normal, "cpu/avx512_prepare.c", "cpu:avx512", "specials_and_overflow", "e8m0 code 0 is 2^-126", "gfloat#62") \
    X(simd_exact_taken_wrongly, "cpu/avx512_prepare.c", "cpu:avx512", "types_and_values", "100 bits are taken to fit a float", "off by one") \
    X(simd_inexact_addend_taken, "cpu/avx512_prepare.c", "cpu:avx512", "types_and_values", "scale * offset is rounded to float before the sum", "ml_dtypes#401") \
    X(simd_bounds_not_compared, "cpu/avx512_kernels.h", "cpu:avx512", "types_and_values", "the lower of two bounds is taken for the result, whatever the upper is", "ml_dtypes#401") \
    X(simd_split_of_any_offset, "cpu/avx512_bounds.h", "cpu:avx512", "types_and_values", "the sum of an offset and a source is taken to be exact, however large the offset", "ml_dtypes#401") \
    X(simd_last_rows_of_block_left, "cpu/avx512_run.c", "cpu:avx512", "shapes_and_tails", "a row of the last, short block of rows is left out", "row blocking") \
    X(simd_table_planes_swapped, "cpu/avx512_run.c", "cpu:avx512", "shapes_and_tails", "the two byte planes of a result table are swapped", "byte order") \
    X(simd_table_tail_too_long, "cpu/avx512_run.c", "cpu:avx512", "shapes_and_tails", "the tail of a table run is one element too long", "vllm#7400") \
    X(avx2_odd_becomes_up, "cpu/avx2.h", "cpu:avx2", "types_and_values", "rounded up where it should be rounded to odd", "ml_dtypes#401") \
    X(avx2_bf16_ties_up, "cpu/avx2.h", "cpu:avx2", "types_and_values", "integer rounding to bf16 always adds a half", "ocannl#646") \
    X(avx2_bounds_not_compared, "cpu/avx2.h", "cpu:avx2", "types_and_values", "the upper of two bounds is taken for a result of 16 bits, whatever the lower is", "ml_dtypes#401") \
    X(avx2_split_bounds_not_compared, "cpu/avx2_block.c", "cpu:avx2", "types_and_values", "the lower of two bounds is taken for a float, whatever the upper is", "ml_dtypes#401") \
    X(avx2_split_of_any_offset, "cpu/avx2_bounds.h", "cpu:avx2", "types_and_values", "the sum of an offset and a source is taken to be exact, however large the offset", "ml_dtypes#401") \
    X(avx2_saturates_to_inf, "cpu/avx2.h", "cpu:avx2", "specials_and_overflow", "saturates to Inf", "saturn-vectors#101") \
    X(avx2_tail_one_short, "cpu/avx2_block.c", "cpu:avx2", "groups_and_maps", "the last element of a cut step is not written", "vector tails") \
    X(simd_mode_not_restored, "cpu/x86.c", "cpu:avx2", "types_and_values", "the caller is left with rounding down", "fesetround without a way back") \
    X(neon_odd_becomes_up, "cpu/neon_block.c", "cpu:neon", "types_and_values", "rounded up where it should be rounded to odd", "ml_dtypes#401") \
    X(neon_rounded_to_float_between, "cpu/neon_block.c", "cpu:neon", "types_and_values", "a double is rounded to float, to nearest, before the last rounding", "ml_dtypes#401") \
    X(neon_bf16_ties_up, "cpu/neon_block.c", "cpu:neon", "types_and_values", "integer rounding to bf16 always adds a half", "ocannl#646") \
    X(neon_saturates_to_inf, "cpu/neon_block.c", "cpu:neon", "specials_and_overflow", "saturates to Inf", "saturn-vectors#101") \
    X(neon_decode_sign_lost, "cpu/neon_block.c", "cpu:neon", "types_and_values", "table decode loses the sign of 8-bit codes", "table lookups with 7 bits") \
    X(neon_tail_one_short, "cpu/neon_block.c", "cpu:neon", "shapes_and_tails", "the last element of a block is not written", "vector tails") \
    X(neon_inexact_addend_taken, "cpu/neon_prepare.c", "cpu:neon", "types_and_values", "scale * offset is rounded to float before the sum", "ml_dtypes#401") \
    X(neon_e8m0_0_is_normal, "cpu/neon_prepare.c", "cpu:neon", "specials_and_overflow", "e8m0 code 0 is 2^-126", "gfloat#62") \
    X(neon_table_quarter_missing, "cpu/neon_table.c", "cpu:neon", "shapes_and_tails", "codes from 192 on have no result in the table", "table lookups") \
    X(simd_special_left, "cpu/driver.c", "cpu:avx512", "specials_and_overflow", "columns of Inf, NaN and zero scales keep the kernel's result", "special cases") \
    X(simd_block_crosses_group, "cpu/driver.c", "cpu:avx512", "groups_and_maps", "rows of the next group take the parameters of this one", "row blocking") \
    X(simd_cut_run_takes_next, "cpu/driver.c", "cpu:avx512", "groups_and_maps", "the short last group of a row takes the first scale of the next", "tail groups") \
    X(simd_small_group_late, "cpu/driver.c", "cpu:avx512", "groups_and_maps", "small groups begin a column late", "group kernels") \
    X(thread_remainder_lost, "cpu/threads.c", "cpu:scalar@3", "shapes_and_tails", "rows that do not divide by the threads are left out", "thread partitions") \
    X(thread_parts_leave_a_gap, "cpu/threads.c", "cpu:avx512@2", "shapes_and_tails", "the second thread begins a row late", "thread partitions") \
    /* Legality */                                                                                 \
    X(product_missing_in_the_table, "legality_formats.c", "cpu", "legality", "Kirin 9030 is refused", "architecture lists") \
    X(int4_taken_everywhere, "legality_formats.c", "cpu", "legality", "int4 is taken where it is not documented", "semantics.md a.3") \
    X(empty_tmp_must_not_be_null, "legality_buffers.c", "cpu", "tmp_size", "a temporary buffer of no bytes must not be null", "semantics.md f.1") \
    X(buffer_must_be_larger, "legality_buffers.c", "cpu", "legality", "a buffer of exactly the size is refused", "off by one") \
    X(overlap_only_if_identical, "legality_buffers.c", "cpu", "alignment_and_overlap", "overlap is seen only for equal start and size", "semantics.md e 5") \
    X(group_size_multiple_of_64, "legality_shapes.c", "cpu", "legality", "group sizes must be multiples of 64", "stricter than documented") \
    X(groups_need_not_divide, "legality_shapes.c", "cpu", "legality", "G need not divide K", "semantics.md e 7") \
    X(cal_count_must_be_all, "legality_shapes.c", "cpu", "legality", "calCount must be m*n", "stricter than documented") \
    X(int4_row_counted_as_bytes, "legality_shapes.c", "cpu", "legality", "an int4 element counts as a byte", "semantics.md e 3") \
    X(rows_of_64_bytes, "legality_shapes.c", "cpu", "legality", "rows must be multiples of 64 bytes", "stricter than documented") \
    X(tmp_maximum_below_minimum, "legality_shapes.c", "cpu", "legality", "a maximum below the minimum refuses every size", "semantics.md f.1") \
    X(tmp_without_offset_part, "tmp_size.c", "cpu", "legality", "the temporary buffer of a transposed call has no room for offset", "semantics.md f.1") \
    X(tmp_by_columns, "tmp_size.c", "cpu", "legality", "the temporary buffer is sized by columns for rows", "semantics.md f.1") \
    /* Product models */                                                                           \
    X(model_zero_times_inf_is_inf, "ascend/model/rounding.h", "ascend-model:950", "model_versus_plan", "0 * Inf is Inf", "IEEE 754 7.2") \
    X(model_inf_minus_inf_is_inf, "ascend/model/rounding.h", "ascend-model:950", "model_versus_plan", "Inf - Inf is Inf", "IEEE 754 7.2") \
    X(model_zero_sum_sign, "ascend/model/rounding.h", "ascend-model:950", "model_versus_plan", "-0 + +0 is -0", "IEEE 754 6.3") \
    X(model_cancellation_gives_minus_zero, "ascend/model/rounding.h", "ascend-model:A2", "model_versus_plan", "x + -x is -0 where the smaller exponent is negative", "IEEE 754 6.3") \
    X(model_small_operand_dropped, "ascend/model/rounding.h", "ascend-model:950", "model_versus_plan", "an operand 24 binades below is dropped", "alignment in 24 bits") \
    X(model_minus_zero_lost, "ascend/model/rounding.h", "ascend-model:A2", "model_versus_plan", "-0 becomes +0", "OpenCL-CTS: sign of zero not checked") \
    X(model_truncates, "ascend/model/rounding.h", "ascend-model:A2", "model_versus_plan", "every step truncates", "FBGEMM#5843") \
    X(model_ties_away, "ascend/model/rounding.h", "ascend-model:A2", "model_versus_plan", "every step rounds ties away", "FBGEMM#5843") \
    X(model_shift_by_64, "ascend/model/rounding.h", "ascend-model:950", "model_versus_plan", "a shift by 64 or more wraps", "rocm-systems#10591") \
    X(model_subnormal_flushed, "ascend/model/rounding.h", "ascend-model:A2", "model_versus_plan", "every step flushes subnormal results", "vllm#34577") \
    X(model_rounding_to_inf_missed, "ascend/model/rounding.h", "ascend-model:A2", "model_versus_plan", "rounding up to Inf escapes saturation", "saturn-vectors#101") \
    X(model_overflow_not_saturated, "ascend/model/rounding.h", "ascend-model:310P", "model_versus_plan", "overflow gives Inf where only saturation exists", "semantics.md d.2") \
    X(model_saturates_a_binade_low, "ascend/model/rounding.h", "ascend-model:310P", "model_versus_plan", "saturates to half the largest number", "OpenCL-CTS#2222") \
    X(model_nan_saturates_to_largest, "ascend/model/rounding.h", "ascend-model:310P", "model_versus_plan", "NaN saturates to the largest number", "semantics.md d.2") \
    X(fma_contraction, "ascend/model/model.c", "ascend-model:A2", "model_versus_plan", "the sum is not rounded to half before the product", "FMA contraction") \
    X(intermediate_rounding_skipped, "ascend/model/model.c", "ascend-model:950", "model_versus_plan", "float results are not rounded to float before the cast", "FMA contraction") \
    X(offset_after_scale, "ascend/model/model.c", "ascend-model:A2", "model_versus_plan", "x*s + o", "other APIs' formula") \
    X(fp8_computed_in_half, "ascend/model/model.c", "ascend-model:950", "model_versus_plan", "fp8 sums and products in half", "semantics.md d.4") \
    X(legacy_scale_not_rounded, "ascend/model/model.c", "ascend-model:950", "model_versus_plan", "legacy fp4 does not round its scale to half", "semantics.md d.3 N12") \
    X(sum_not_saturated, "ascend/model/model.c", "ascend-model:A2", "model_versus_plan", "only the product saturates", "semantics.md d.2") \
    X(hif8_not_through_half, "ascend/model/model.c", "ascend-model:950", "model_versus_plan", "hif8 Inf and NaN skip the conversion to half", "semantics.md d.2") \
    X(hif8_bf16_step_missing, "ascend/model/choice.c", "ascend-model:950", "model_versus_plan", "a saturated hif8 Inf stays 65504 in bf16", "semantics.md d.2") \
    X(plain_takes_transposed_plan, "ascend/model/choice.c", "ascend-model:950", "model_versus_plan", "per channel takes the plan of transposed calls", "semantics.md d.4") \
    X(bf16_arithmetic_in_float, "ascend/model/choice.c", "ascend-model:950", "model_versus_plan", "float arithmetic where the product has bf16", "semantics.md d.4") \
    X(arithmetic_saturates_never, "ascend/model/plans.c", "ascend-model:A2", "model_versus_plan", "only casts saturate", "semantics.md d.2") \
    X(arithmetic_saturates_per_instruction, "ascend/model/plans.c", "ascend-model:950", "model_versus_plan", "arithmetic saturates per instruction too", "semantics.md d.2")
/* clang-format on */

#endif
