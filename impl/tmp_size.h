/* The sizes of the temporary buffer before they are narrowed to size_t. */
#ifndef AQ_IMPL_TMP_SIZE_H
#define AQ_IMPL_TMP_SIZE_H

#include "antiquant.h"

/* Wide enough for every size of a call (whose shapes have two dimensions);
 * longer shapes stop at a product that is far beyond any size_t. */
__extension__ typedef unsigned __int128 aqi_wide;

typedef struct aqi_tmp_need {
    aqi_wide max, min, extra;
    uint32_t live_nodes;
} aqi_tmp_need;

/* For a query that has been judged (no null pointer, known formats, no zero). */
aqi_tmp_need aqi_tmp_need_of(const aq_tmp_query *query);

#endif
