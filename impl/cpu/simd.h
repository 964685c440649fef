/* The vectorised variants, as the list of variants has them, and what those of one
 * processor family share. */
#ifndef AQ_CPU_SIMD_H
#define AQ_CPU_SIMD_H

#include "kernels.h"

bool aqc_avx2_present(void);
void aqc_avx2_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part);
bool aqc_avx512_present(void);
void aqc_avx512_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part);

bool aqc_neon_present(void);
void aqc_neon_compute(const aq_call *call, const aq_buffers *buffers, const aqc_part *part);

/* Does the processor have FMA and F16C? */
bool aqc_x86_has_fma_and_f16c(void);
/* To nearest, nothing flushed, no exceptions taken; what was before. */
uint64_t aqc_x86_enter(void);
/* The same, but rounding down. */
uint64_t aqc_x86_enter_down(void);
void aqc_x86_leave(uint64_t state);
/* Orders streaming stores before whatever follows. */
void aqc_x86_finish(void);

/* Kernels, in files that are built for their instructions. */
void aqc_avx2_prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets,
                      size_t count, bool quick, aqc_panel *panel);
void aqc_avx2_columns(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                      const aqc_panel *panel);
void aqc_avx2_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                   const aqc_panel *panel, size_t param);
void aqc_avx512_prepare(const aqc_job *job, const uint8_t *scales, const uint8_t *offsets,
                        size_t count, bool quick, aqc_panel *panel);
void aqc_avx512_spread(const aqc_panel *few, size_t group, size_t begin, size_t count,
                       aqc_panel *panel);
void aqc_avx512_columns(const aqc_job *job, size_t first, size_t stride, size_t rows, size_t count,
                        const aqc_panel *panel);
void aqc_avx512_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                     const aqc_panel *panel, size_t param);
void aqc_avx512_e8m0_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                          const uint8_t *scales);
void aqc_avx512_product_columns(const aqc_job *job, size_t first, size_t stride, size_t rows,
                                size_t count, const uint8_t *scales);
void aqc_avx512_product_runs(const aqc_job *job, size_t first, size_t length, size_t runs,
                             const uint8_t *scales);

#endif
