/* SPDX-License-Identifier: MIT */
/* A shared object with nothing in it: what loading one costs at least. */

extern const char empty;
const char empty = 0;
