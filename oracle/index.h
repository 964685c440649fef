/* The index maps: which scale goes with which element of src.
 *
 * Source: semantics.md section b.1; the public header gives the shapes. */
#ifndef AQ_ORACLE_INDEX_H
#define AQ_ORACLE_INDEX_H

#include "antiquant.h"

/* Flat index, in scale (and offset), of the parameter of element (i, j) of src.
 * The call must be legal. */
size_t aqo_param_index(const aq_call *call, size_t i, size_t j);

/* The same for all of row i: the parameter of (i, j) is first + j / run. */
typedef struct aqo_param_row {
    size_t first, run;
} aqo_param_row;
aqo_param_row aqo_param_row_of(const aq_call *call, size_t i);

/* Elements of src that the call computes: the first ones in row-major order. */
size_t aqo_computed(const aq_call *call);

/* Elements of a tensor. */
size_t aqo_elements(const aq_tensor *tensor);

/* Does the call read its offset? False for fp4 in per_group, whatever
 * has_offset says. */
bool aqo_uses_offset(const aq_call *call);

/* The groups of a grouped call: along which axis of src, how many elements each
 * but the last, how many groups. size 0 where the prototype has no groups. */
typedef struct aqo_groups {
    bool along_rows; /* groups of rows (i); else of columns (j) */
    size_t size;
    size_t count;
} aqo_groups;
aqo_groups aqo_group_layout(const aq_call *call);

#endif
