/* SPDX-License-Identifier: MIT */
/* A library for foreign hooks to call: well-behaved functions of all shapes, and others. */
#include "callee.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int8_t callee_s8(int8_t number)
{
	return number;
}

uint8_t callee_u8(uint8_t number)
{
	return number;
}

short callee_short(short number)
{
	return number;
}

unsigned short callee_ushort(unsigned short number)
{
	return number;
}

int callee_int(int number)
{
	return number;
}

unsigned int callee_uint(unsigned int number)
{
	return number;
}

int64_t callee_s64(int64_t number)
{
	return number;
}

uint64_t callee_u64(uint64_t number)
{
	return number;
}

bool callee_bool(bool truth)
{
	return truth;
}

double callee_double(double real)
{
	return real / 2;
}

/* A different weight for each, so that no two can change places unnoticed. */
int64_t callee_eight(int a, int b, int c, int d, int e, int f, int g, int h)
{
	return a + 10LL * b + 100LL * c + 1000LL * d + 10000LL * e + 100000LL * f + 1000000LL * g +
	       10000000LL * h;
}

double callee_mixed(int a, double b, uint8_t c, double d, int64_t e, double f, short g, double h)
{
	return a + 10 * b + 100 * c + 1000 * d + 10000 * (double)e + 100000 * f + 1000000 * g +
	       10000000 * h;
}

void callee_nothing(void)
{
}

int callee_errno(int code)
{
	errno = code;
	return -1;
}

const char *callee_text(const char *text)
{
	return text;
}

const char *callee_null(void)
{
	return NULL;
}

char *callee_copy(const char *text)
{
	return text ? strdup(text) : NULL;
}

int callee_is_null(const char *text)
{
	return !text;
}

int callee_fill(char *room, int byte, size_t count)
{
	memset(room, byte, count);
	return 0;
}

int callee_copy_to(char *room, const char *text)
{
	memcpy(room, text, strlen(text));
	return 0;
}

char *callee_long(int count)
{
	char *text = malloc((size_t)count + 1);
	if (text)
		memset(text, 'x', (size_t)count);
	if (text)
		text[count] = '\0';
	return text;
}

int callee_mappings(const char *wanted)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[4096];
	int count = 0;
	if (!maps)
		return -1;
	while (fgets(line, sizeof(line), maps))
		count += strstr(line, wanted) != NULL;
	fclose(maps);
	return count;
}

int callee_pid(void)
{
	return getpid();
}

void callee_crash(void)
{
	raise(SIGSEGV);
}

int callee_exit(int status)
{
	exit(status);
}

int callee_exit_now(int status)
{
	_exit(status);
}

void callee_abort(void)
{
	abort();
}

int callee_hang(void)
{
	for (;;)
		pause();
}

int callee_print(const char *text)
{
	puts(text);
	fflush(stdout);
	fprintf(stderr, "%s\n", text);
	return write(1, text, strlen(text)) < 0 ? -1 : 0;
}

/* Touches every page, so that it is there. */
int callee_eat(size_t megabytes)
{
	char *memory = malloc(megabytes << 20);
	if (!memory)
		return -1;
	for (size_t at = 0; at < megabytes << 20; at += 4096)
		((volatile char *)memory)[at] = 1;
	free(memory);
	return 0;
}

/* Things that must not reach QEMU. */
int callee_litter(void)
{
	static char variable[] = "QW_LITTER=1";
	return putenv(variable) || chdir("/") || dup(0) < 0 ? -1 : 0;
}

int callee_fork(void)
{
	pid_t pid = fork();
	if (pid > 0)
		waitpid(pid, NULL, 0);
	return pid ? 1 : 2;
}

int callee_set_locale(const char *name)
{
	return setlocale(LC_ALL, name) ? 0 : -1;
}

const int callee_number = 7;
