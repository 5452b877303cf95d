/* SPDX-License-Identifier: MIT */
/* What libcallee.so has; its functions are called by name, so this is for its compiler. */
#ifndef TESTS_FOREIGN_CALLEE_H
#define TESTS_FOREIGN_CALLEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma GCC visibility push(default)

/* Give back what they get. */
int8_t callee_s8(int8_t number);
uint8_t callee_u8(uint8_t number);
short callee_short(short number);
unsigned short callee_ushort(unsigned short number);
int callee_int(int number);
unsigned int callee_uint(unsigned int number);
int64_t callee_s64(int64_t number);
uint64_t callee_u64(uint64_t number);
bool callee_bool(bool truth);
/** Half of it. */
double callee_double(double real);
/** The first counts once, the second ten times, and so on. */
int64_t callee_eight(int a, int b, int c, int d, int e, int f, int g, int h);
double callee_mixed(int a, double b, uint8_t c, double d, int64_t e, double f, short g, double h);

void callee_nothing(void);
/** -1, and errno is `code`. */
int callee_errno(int code);
const char *callee_text(const char *text);
const char *callee_null(void);
/** To be freed. */
char *callee_copy(const char *text);
int callee_is_null(const char *text);
int callee_fill(char *room, int byte, size_t count);
/** Copies a text. */
int callee_copy_to(char *room, const char *text);
/** So many bytes, to be freed. */
char *callee_long(int count);
/** How many lines of /proc/self/maps have this in them. */
int callee_mappings(const char *wanted);
int callee_pid(void);

/* Don't come back, or leave something behind. */
void callee_crash(void);
int callee_exit(int status);
int callee_exit_now(int status);
void callee_abort(void);
int callee_hang(void);
int callee_print(const char *text);
int callee_eat(size_t megabytes);
int callee_litter(void);
/** Forks, and comes back in both: 1 here, but later than 2 in the new one. */
int callee_fork(void);
/** 0: it could set a locale. */
int callee_set_locale(const char *name);

/* No function. */
extern const int callee_number;

#pragma GCC visibility pop

#endif
