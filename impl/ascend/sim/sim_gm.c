/* Which bytes of device memory the blocks of a launch have touched, and whether they
 * got in each other's way. */
#include "ascend/sim/sim_core.h"

#include <stdlib.h>

void sim_log_gm(const void *address, size_t bytes, bool write) {
    sim_core *core = sim_self;
    const uintptr_t begin = (uintptr_t)address;
    if (core->range_count > 0) { /* most go on where the last one stopped */
        sim_range *last = &core->ranges[core->range_count - 1];
        if (last->block == core->block && last->write == write && last->end == begin) {
            last->end += bytes;
            return;
        }
    }
    if (core->range_count == core->range_space) {
        const size_t space = core->range_space == 0 ? 256 : 2 * core->range_space;
        sim_range *more = realloc(core->ranges, space * sizeof *more);
        if (more == NULL) {
            abort(); /* the model cannot vouch for a launch that it has not seen whole */
        }
        core->ranges = more;
        core->range_space = space;
    }
    core->ranges[core->range_count++] =
        (sim_range){begin, begin + bytes, core->block, core->line, write};
}

static int by_begin(const void *a, const void *b) {
    const sim_range *left = a, *right = b;
    return left->begin != right->begin  ? (left->begin < right->begin ? -1 : 1)
           : left->block < right->block ? -1
                                        : left->block > right->block;
}

/* All ranges of one kind, in order of address; *count of them. */
static sim_range *gather(sim_core *const *cores, size_t core_count, bool write, size_t *count) {
    size_t all = 0;
    for (size_t c = 0; c < core_count; c++) {
        all += cores[c]->range_count;
    }
    sim_range *ranges = malloc((all + 1) * sizeof *ranges);
    if (ranges == NULL) {
        abort();
    }
    *count = 0;
    for (size_t c = 0; c < core_count; c++) {
        for (size_t i = 0; i < cores[c]->range_count; i++) {
            if (cores[c]->ranges[i].write == write) {
                ranges[(*count)++] = cores[c]->ranges[i];
            }
        }
    }
    qsort(ranges, *count, sizeof *ranges, by_begin);
    return ranges;
}

static void report(const sim_range *range, sim_kind kind, const sim_range *other) {
    sim_self->block = range->block;
    sim_self->line = range->line;
    sim_report(kind, "%s, and block %u in line %d", range->write ? "written" : "read", other->block,
               other->line);
}

/* In order of address, a range overlaps an earlier one if it begins before the
 * furthest end. */
static void judge_writes(const sim_range *writes, size_t count) {
    size_t furthest = 0;
    for (size_t i = 1; i < count; i++) {
        const sim_range *before = &writes[furthest], *range = &writes[i];
        if (range->begin < before->end) {
            report(range, range->block == before->block ? SIM_GM_WRITTEN_TWICE : SIM_GM_TWO_BLOCKS,
                   before);
        }
        if (range->end >= before->end) {
            furthest = i;
        }
    }
}

/* Both in order of address; the writes hardly overlap. A block may read what it
 * wrote itself. */
static void judge_reads(const sim_range *reads, size_t read_count, const sim_range *writes,
                        size_t write_count) {
    for (size_t i = 0, first = 0; i < read_count; i++) {
        while (first < write_count && writes[first].end <= reads[i].begin) {
            first++;
        }
        for (size_t w = first; w < write_count && writes[w].begin < reads[i].end; w++) {
            if (writes[w].end > reads[i].begin && writes[w].block != reads[i].block) {
                report(&reads[i], SIM_GM_TWO_BLOCKS, &writes[w]);
                break;
            }
        }
    }
}

void sim_judge_gm(sim_core *const *cores, size_t count) {
    size_t write_count, read_count;
    sim_range *writes = gather(cores, count, true, &write_count);
    sim_range *reads = gather(cores, count, false, &read_count);
    judge_writes(writes, write_count);
    judge_reads(reads, read_count, writes, write_count);
    free(writes);
    free(reads);
}
