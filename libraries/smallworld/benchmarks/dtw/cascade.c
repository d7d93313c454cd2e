/* Exact nearest neighbor under dynamic time warping, the textbook way: the peer to beat.

   All candidates are ordered by LB_Keogh, the larger of both directions (Keogh and Ratanamahatana 2005; Lemire 2009).
   They are compared in that order until a bound exceeds the nearest so far. A comparison leaves out cells that no path
   below the cutoff passes, and gives up once a row has none left (EAPruned: Herrmann and Webb 2021). The cutoff is
   lowered by what the bound says of the rest of the path (Rakthanmanon et al. 2012).

   Series have one length n and one channel; distances are squared until the end; the band is |i - j| <= width. */

#include <math.h>
#include <stdlib.h>

#define FAR 1e30f

static float least(float a, float b) { return a < b ? a : b; }

void envelopes(const float *series, long count, int n, int width, float *lower, float *upper) {
    for (long s = 0; s < count; s++)
        for (int i = 0; i < n; i++) {
            float low = FAR, high = -FAR;
            for (int j = i < width ? 0 : i - width; j < n && j <= i + width; j++) {
                low = least(low, series[s * n + j]);
                high = -least(-high, -series[s * n + j]);
            }
            lower[s * n + i] = low;
            upper[s * n + i] = high;
        }
}

static float keogh(const float *x, const float *lower, const float *upper, int n) {
    float total = 0.0f;
    for (int i = 0; i < n; i++) {
        float above = x[i] - upper[i], below = lower[i] - x[i];
        float outside = -least(-above, -below);
        outside = outside > 0.0f ? outside : 0.0f;
        total += outside * outside;
    }
    return total;
}

/* rest[i]: a lower bound of what the columns from i on cost; n + 1 numbers. */
static void rest_of(const float *x, const float *lower, const float *upper, int n, float *rest) {
    rest[n] = 0.0f;
    for (int i = n - 1; i >= 0; i--) {
        float outside = x[i] > upper[i] ? x[i] - upper[i] : x[i] < lower[i] ? lower[i] - x[i] : 0.0f;
        rest[i] = rest[i + 1] + outside * outside;
    }
}

/* before and row have n + 1 places; place c stands for column c - 1. Places outside [first, last] are too far. */
static float warp(const float *x, const float *y, int n, int width, float cutoff, const float *rest, float *before,
                  float *row) {
    int first = 0, last = 0;
    before[0] = 0.0f;
    for (int i = 0; i < n; i++) {
        int c = first > 1 ? first : 1, end = i + width + 1 < n ? i + width + 1 : n, next_first = 0, next_last = 0;
        float limit = cutoff - rest[end], left = FAR;
        if (c < i - width + 1) c = i - width + 1;
        float diagonal = c - 1 >= first && c - 1 <= last ? before[c - 1] : FAR;
        for (; c <= last && c <= end; c++) {
            float step = x[i] - y[c - 1], up = before[c];
            left = least(least(diagonal, up), left) + step * step;
            diagonal = up;
            row[c] = left;
            if (left <= limit) {
                if (next_first == 0) next_first = c;
                next_last = c;
            }
        }
        for (; c <= end; c++) {
            float step = x[i] - y[c - 1];
            left = least(diagonal, left) + step * step;
            diagonal = FAR;
            row[c] = left;
            if (left > limit) {
                if (c > last + 1) break;
                continue;
            }
            if (next_first == 0) next_first = c;
            next_last = c;
        }
        if (next_first == 0) return FAR;
        first = next_first;
        last = next_last;
        float *swap = before;
        before = row;
        row = swap;
    }
    return last == n ? before[n] : FAR;
}

typedef struct {
    float bound;
    int row, is_of_query;
} candidate;

static int by_bound(const void *a, const void *b) {
    float left = ((const candidate *)a)->bound, right = ((const candidate *)b)->bound;
    return (left > right) - (left < right);
}

/* lower, upper: envelopes of the stored series. found: (n_queries,) the nearest row of each; 0 if all went well. */
int nearest(const float *stored, long count, const float *lower, const float *upper, const float *queries,
            long n_queries, int n, int width, long *found) {
    float *scratch = malloc((size_t)(5 * (n + 1)) * sizeof(float));
    candidate *candidates = malloc((size_t)count * sizeof(candidate));
    int failed = scratch == NULL || candidates == NULL;
    for (long q = 0; !failed && q < n_queries; q++) {
        const float *query = queries + q * n;
        float *low = scratch, *high = low + n + 1, *rest = high + n + 1, *row = rest + n + 1, *before = row + n + 1;
        envelopes(query, 1, n, width, low, high);
        for (long s = 0; s < count; s++) {
            float of_query = keogh(stored + s * n, low, high, n);
            float of_stored = keogh(query, lower + s * n, upper + s * n, n);
            int is_of_query = of_query >= of_stored;
            candidates[s] = (candidate){is_of_query ? of_query : of_stored, (int)s, is_of_query};
        }
        qsort(candidates, (size_t)count, sizeof(candidate), by_bound);
        float cutoff = FAR;
        for (long s = 0; s < count && candidates[s].bound <= cutoff; s++) {
            long at = (long)candidates[s].row * n;
            float distance;
            if (candidates[s].is_of_query) {
                rest_of(stored + at, low, high, n, rest);
                distance = warp(query, stored + at, n, width, cutoff, rest, before, row);
            } else {
                rest_of(query, lower + at, upper + at, n, rest);
                distance = warp(stored + at, query, n, width, cutoff, rest, before, row);
            }
            if (distance < cutoff) {
                cutoff = distance;
                found[q] = candidates[s].row;
            }
        }
    }
    free(scratch);
    free(candidates);
    return failed;
}
