/* Decides how a profile is drawn: small figures that need no script, with their numbers
 * in words below and, bar by bar, under the mouse. */
#include "result_html.h"
#include "result_text.h"

#include "judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 96, HEIGHT = 40 }; /* of a plot by binades */

static int bucket_of_digit(char digit) {
    static const char digits[] = "0123456789abcdef";
    const char *at = digit ? strchr(digits, digit) : NULL;
    return at ? (int)(at - digits) : -1;
}

static void print_bucket(FILE *out, int bucket) {
    if (bucket == 0)
        fputs("exact", out);
    else if (bucket == AQH_BUCKETS - 1)
        fputs("no number", out);
    else if (bucket == AQH_BUCKETS - 2)
        fprintf(out, "above %g ulp", aqh_bucket_limits[bucket - 1]);
    else
        fprintf(out, "up to %g ulp", aqh_bucket_limits[bucket]);
}

static long long pair_at(const json_t *object, const char *key, size_t k) {
    return json_integer_value(json_array_get(json_object_get(object, key), k));
}

/* Neighbours of one bucket in a row are one rectangle. */
static void print_level(FILE *out, const json_t *lines, int bucket) {
    const json_t *line;
    size_t row;
    bool any = false;
    json_array_foreach(lines, row, line) {
        const char *cells = json_string_value(line);
        for (size_t c = 0, run; cells && cells[c]; c += run) {
            for (run = 1; cells[c + run] == cells[c];)
                run++;
            if (bucket_of_digit(cells[c]) != bucket)
                continue;
            if (!any)
                fprintf(out, "<path class=\"b%d\" d=\"", bucket);
            any = true;
            fprintf(out, "M%zu %zuh%zuv1h-%zuz", c, row, run, run);
        }
    }
    if (any) {
        fputs("\"><title>", out);
        print_bucket(out, bucket);
        fputs("</title></path>", out);
    }
}

static void print_map(FILE *out, const json_t *one) {
    const json_t *lines = json_object_get(one, "map");
    const char *first = json_string_value(json_array_get(lines, 0));
    const long long rows = pair_at(one, "shape", 0), cols = pair_at(one, "shape", 1);
    const long long high = pair_at(one, "cell", 0), wide = pair_at(one, "cell", 1);
    const long long row = pair_at(one, "worst", 0), col = pair_at(one, "worst", 1);
    if (!first || high < 1 || wide < 1)
        return;
    fprintf(out,
            "<figure><svg class=\"map\" viewBox=\"-1 -1 %zu %zu\" role=\"img\" "
            "aria-label=\"heat map\">",
            strlen(first) + 2, json_array_size(lines) + 2);
    for (int bucket = 0; bucket < AQH_BUCKETS; bucket++)
        print_level(out, lines, bucket);
    fprintf(out,
            "<rect x=\"%lld\" y=\"%lld\" width=\"1\" height=\"1\"/></svg>"
            "<figcaption><b>Where in the tensor.</b> %lld rows of %lld, ",
            col / wide, row / high, rows, cols);
    if (high == 1 && wide == 1)
        fputs("a square for each element", out);
    else
        fprintf(out, "a square for each %lld by %lld elements, as the worst of them", high, wide);
    fprintf(out, ". Blue is within 0.5 ulp, red beyond; framed: element %lld,%lld, the worst.", row,
            col);
    fputs("</figcaption></figure>\n", out);
}

typedef struct binade {
    int exponent;
    long long elements;
    double max, mean;
} binade;

static bool read_binade(const json_t *line, binade *b) {
    char max[32], mean[32], end;
    const char *text = json_string_value(line);
    if (!text ||
        sscanf(text, "%d %lld %31s %31s%c", &b->exponent, &b->elements, max, mean, &end) != 4)
        return false;
    b->max = strtod(max, NULL);
    b->mean = strtod(mean, NULL);
    return true;
}

/* 1 at the top. Logarithmic from 0, so that 0.5 is seen beside 1,000. */
static double height_of(double ulp, double top) {
    return isfinite(ulp) ? fmin(1, log2(1 + ulp) / log2(1 + top)) : 1;
}

static void print_axis(FILE *out, const json_t *axis, const char *title, const char *of) {
    const json_t *lines = json_object_get(axis, "binades"), *line;
    const long long step = aqr_field_count(axis, "step");
    binade b, first = {0}, last = {0};
    double top = 1;
    size_t k;
    json_array_foreach(lines, k, line) {
        if (!read_binade(line, &b))
            return;
        first = k ? first : b;
        last = b;
        top = isfinite(b.max) ? fmax(top, b.max) : top;
    }
    if (json_array_size(lines) == 0 || step < 1)
        return;
    const double bar = (double)WIDTH / (double)((last.exponent - first.exponent) / step + 1);
    fprintf(out,
            "<figure><svg class=\"plot\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
            "role=\"img\" aria-label=\"%s\">",
            WIDTH, HEIGHT, title);
    json_array_foreach(lines, k, line) {
        read_binade(line, &b);
        const double x = (double)((b.exponent - first.exponent) / step) * bar;
        const double max = height_of(b.max, top) * HEIGHT, mean = height_of(b.mean, top) * HEIGHT;
        fprintf(out,
                "<g><title>2^%d: %lld elements, max %.6g ulp, mean %.6g</title>"
                "<path class=\"%s\" d=\"M%.2f %dv-%.2fh%.2fv%.2fz\"/>"
                "<path class=\"mean\" d=\"M%.2f %dv-%.2fh%.2fv%.2fz\"/></g>",
                b.exponent, b.elements, b.max, b.mean, b.max > 0.5 ? "max over" : "max", x, HEIGHT,
                max, bar * 0.85, max, x, HEIGHT, mean, bar * 0.85, mean);
    }
    const double half = HEIGHT * (1 - height_of(0.5, top));
    fprintf(out,
            "<line x1=\"0\" x2=\"%d\" y1=\"%.2f\" y2=\"%.2f\"/></svg>"
            "<div class=\"ends\"><span>2^%d</span><span>2^%d</span></div>"
            "<figcaption><b>%s.</b> Each bar is %lld binade%s of %s: the largest error pale, the "
            "mean dark; the line is 0.5 ulp, the top %.6g.</figcaption></figure>\n",
            WIDTH, half, half, first.exponent, last.exponent, title, step, step == 1 ? "" : "s", of,
            top);
}

static void print_plan(FILE *out, const json_t *one, const char *plan) {
    const json_t *lines = json_object_get(one, "plan_and_found"), *line;
    double top = 1;
    long long sum = 0, same = 0, count;
    int a, b;
    size_t k;
    json_array_foreach(lines, k, line) {
        if (sscanf(json_string_value(line), "%d %d %lld", &a, &b, &count) != 3)
            return;
        top = fmax(top, log2(1 + (double)count));
        sum += count;
        same += a == b ? count : 0;
    }
    if (!sum)
        return;
    fprintf(out,
            "<figure><svg class=\"square\" viewBox=\"-0.5 -0.5 %d %d\" role=\"img\" "
            "aria-label=\"plan against result\"><line x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"0\"/>",
            AQH_BUCKETS + 1, AQH_BUCKETS + 1, AQH_BUCKETS, AQH_BUCKETS);
    json_array_foreach(lines, k, line) {
        sscanf(json_string_value(line), "%d %d %lld", &a, &b, &count);
        fprintf(out, "<path%s fill-opacity=\"%.2f\" d=\"M%d %dh1v1h-1z\"><title>plan ",
                b > a ? " class=\"over\"" : "", 0.25 + 0.75 * log2(1 + (double)count) / top, a,
                AQH_BUCKETS - 1 - b);
        print_bucket(out, a);
        fputs(", found ", out);
        print_bucket(out, b);
        fprintf(out, ": %lld</title></path>", count);
    }
    fputs("</svg><figcaption><b>Plan and result.</b> To the right the error that ", out);
    aqr_text_xml(out, plan);
    fprintf(out,
            " has, up the error that was found, in the histogram's steps. On the line: %lld of "
            "%lld elements; red: worse than the plan.</figcaption></figure>\n",
            same, sum);
}

void aqr_html_profile(FILE *out, const json_t *row) {
    const json_t *profile = json_object_get(row, "profile");
    const json_t *one = json_object_get(profile, "worst_case");
    if (!json_is_object(profile))
        return;
    fputs("<div class=\"plots\">", out);
    print_map(out, one);
    print_axis(out, json_object_get(profile, "by_scale"), "By scale", "the scale");
    print_axis(out, json_object_get(profile, "by_sum"),
               aqr_field_true(row, "has_offset") ? "By |src + offset|" : "By |src|",
               aqr_field_true(row, "has_offset") ? "src + offset" : "src");
    print_plan(out, one, aqr_field_text(row, "plan"));
    fputs("</div>\n", out);
}
