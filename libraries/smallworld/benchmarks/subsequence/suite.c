/* The window of a long series nearest to a query under dynamic time warping, after the UCR suite: the peer to beat.

   Rakthanmanon and others 2012, "Searching and mining trillions of time series subsequences under dynamic time
   warping": windows are normalized as they are read, and ruled out by the first and last three points, by the query's
   envelope with the largest values first, and by the envelope of the series. What is left is warped; a warping gives
   up once a row and what the better bound says of the rest exceed the nearest so far. Written from the paper, in
   float64 as the authors' own.

   Distances are squared until the end; the band is |i - j| <= width. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FAR 1e300
#define BLOCK 100000 /* sums begin anew after so many windows, so that rounding does not add up */

static double square(double x) { return x * x; }
static double least(double a, double b) { return a < b ? a : b; }
static double largest(double a, double b) { return a > b ? a : b; }

/* Least and largest of the values at most width away (Lemire 2009); places holds 2 * (n + 1) numbers. */
static void envelope(const double *x, long n, long width, double *lower, double *upper, long *places) {
    long *up = places, *down = places + n + 1, up_first = 0, up_end = 0, down_first = 0, down_end = 0;
    for (long i = 0; i < n + width; i++) {
        if (i < n) {
            while (up_end > up_first && x[up[up_end - 1]] <= x[i]) up_end--;
            while (down_end > down_first && x[down[down_end - 1]] >= x[i]) down_end--;
            up[up_end++] = i;
            down[down_end++] = i;
        }
        long at = i - width;
        if (at < 0) continue;
        while (up[up_first] < at - width) up_first++;
        while (down[down_first] < at - width) down_first++;
        upper[at] = x[up[up_first]];
        lower[at] = x[down[down_first]];
    }
}

/* The first and last three points; m is 6 or more. */
static double of_corners(const double *x, const double *q, int m, double mean, double scale, double limit) {
    double a0 = (x[0] - mean) * scale, z0 = (x[m - 1] - mean) * scale;
    double bound = square(a0 - q[0]) + square(z0 - q[m - 1]);
    if (bound >= limit) return bound;
    double a1 = (x[1] - mean) * scale;
    bound += least(least(square(a1 - q[0]), square(a0 - q[1])), square(a1 - q[1]));
    if (bound >= limit) return bound;
    double z1 = (x[m - 2] - mean) * scale;
    bound += least(least(square(z1 - q[m - 1]), square(z0 - q[m - 2])), square(z1 - q[m - 2]));
    if (bound >= limit) return bound;
    double a2 = (x[2] - mean) * scale, near = least(square(a0 - q[2]), square(a1 - q[2]));
    bound += least(least(near, square(a2 - q[2])), least(square(a2 - q[1]), square(a2 - q[0])));
    if (bound >= limit) return bound;
    double z2 = (x[m - 3] - mean) * scale;
    near = least(square(z0 - q[m - 3]), square(z1 - q[m - 3]));
    return bound + least(least(near, square(z2 - q[m - 3])), least(square(z2 - q[m - 2]), square(z2 - q[m - 1])));
}

/* costs: what each point adds to the bound, by its place. */
static double of_query(const double *x, const double *lower, const double *upper, const int *order, int m, double mean,
                       double scale, double limit, double *costs) {
    double bound = 0.0;
    for (int k = 0; k < m && bound < limit; k++) {
        int i = order[k];
        double value = (x[i] - mean) * scale;
        costs[i] = value > upper[i] ? square(value - upper[i]) : value < lower[i] ? square(lower[i] - value) : 0.0;
        bound += costs[i];
    }
    return bound;
}

static double of_series(const double *q, const double *lower, const double *upper, const int *order, int m, double mean,
                        double scale, double limit, double *costs) {
    double bound = 0.0;
    for (int k = 0; k < m && bound < limit; k++) {
        int i = order[k];
        double low = (lower[i] - mean) * scale, high = (upper[i] - mean) * scale;
        costs[i] = q[i] > high ? square(q[i] - high) : q[i] < low ? square(low - q[i]) : 0.0;
        bound += costs[i];
    }
    return bound;
}

/* rest[i]: a lower bound of what the points from i on cost. before and row have 2 * width + 1 places. */
static double warp(const double *x, const double *q, const double *rest, int m, int width, double limit, double *before,
                   double *row) {
    int k = 0;
    for (int i = 0; i < 2 * width + 1; i++) before[i] = row[i] = FAR;
    for (int i = 0; i < m; i++) {
        double smallest = FAR;
        k = width - i > 0 ? width - i : 0;
        int end = i + width < m - 1 ? i + width : m - 1;
        for (int j = i - width > 0 ? i - width : 0; j <= end; j++, k++) {
            double step = square(x[i] - q[j]);
            if (i == 0 && j == 0) {
                row[k] = step;
            } else {
                double left = j < 1 || k < 1 ? FAR : row[k - 1];
                double up = i < 1 || k + 1 > 2 * width ? FAR : before[k + 1];
                double diagonal = i < 1 || j < 1 ? FAR : before[k];
                row[k] = least(least(left, up), diagonal) + step;
            }
            smallest = least(smallest, row[k]);
        }
        if (i + width < m - 1 && smallest + rest[i + width + 1] >= limit) return FAR;
        double *swap = before;
        before = row;
        row = swap;
    }
    return before[k - 1];
}

typedef struct {
    double size;
    int at;
} point;

static int by_size(const void *a, const void *b) {
    double left = ((const point *)a)->size, right = ((const point *)b)->size;
    return (left < right) - (left > right);
}

/* query: (m,) of mean 0 and deviation 1, m >= 6. found: the start of the nearest window, found_squared its distance.
   0 if all went well. */
int nearest_window(const double *series, long n, const double *query, int m, int width, long *found,
                   double *found_squared) {
    double *scratch = malloc((size_t)(6 * m + 2 * (2 * width + 1) + 1) * sizeof(double));
    double *envelopes = malloc((size_t)(2 * n) * sizeof(double));
    long *places = malloc((size_t)(2 * (n + 1)) * sizeof(long));
    point *points = malloc((size_t)m * sizeof(point));
    int *order = malloc((size_t)m * sizeof(int));
    int failed = !scratch || !envelopes || !places || !points || !order;
    if (!failed) {
        double *lower = scratch, *upper = lower + m, *by_query = upper + m, *by_series = by_query + m;
        double *window = by_series + m, *rest = window + m, *before = rest + m + 1, *row = before + 2 * width + 1;
        double limit = FAR, sum = 0.0, squares = 0.0;
        envelope(query, m, width, lower, upper, places);
        envelope(series, n, width, envelopes, envelopes + n, places);
        for (int i = 0; i < m; i++) points[i] = (point){fabs(query[i]), i};
        qsort(points, (size_t)m, sizeof(point), by_size);
        for (int i = 0; i < m; i++) order[i] = points[i].at;
        for (long s = 0; s + m <= n; s++) {
            const double *x = series + s;
            if (s % BLOCK == 0) {
                sum = squares = 0.0;
                for (int i = 0; i < m; i++) sum += x[i], squares += square(x[i]);
            } else {
                sum += x[m - 1] - x[-1];
                squares += square(x[m - 1]) - square(x[-1]);
            }
            double mean = sum / m, deviation = sqrt(largest(squares / m - square(mean), 0.0));
            double scale = deviation > 0.0 ? 1.0 / deviation : 0.0;
            if (of_corners(x, query, m, mean, scale, limit) >= limit) continue;
            double bound = of_query(x, lower, upper, order, m, mean, scale, limit, by_query);
            if (bound >= limit) continue;
            double other = of_series(query, envelopes + s, envelopes + n + s, order, m, mean, scale, limit, by_series);
            if (other >= limit) continue;
            const double *costs = bound > other ? by_query : by_series;
            rest[m] = 0.0;
            for (int i = m - 1; i >= 0; i--) rest[i] = rest[i + 1] + costs[i];
            for (int i = 0; i < m; i++) window[i] = (x[i] - mean) * scale;
            double squared = warp(window, query, rest, m, width, limit, before, row);
            if (squared < limit) limit = squared, *found = s;
        }
        *found_squared = limit;
    }
    free(scratch);
    free(envelopes);
    free(places);
    free(points);
    free(order);
    return failed;
}
