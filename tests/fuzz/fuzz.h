/* SPDX-License-Identifier: MIT */
/*
 * What fuzz targets share. A target is one function that takes any bytes and must neither crash nor
 * find a property of its own violated; libFuzzer or replay.c calls it.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** A property of the target: NDEBUG does not switch it off. */
#define MUST(condition)                                                                           \
	do {                                                                                      \
		if (!(condition)) {                                                               \
			fprintf(stderr, "%s:%d: violated: %s\n", __FILE__, __LINE__, #condition); \
			abort();                                                                  \
		}                                                                                 \
	} while (0)

/** The bytes as a string: up to the first NUL, in memory of their exact size. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	const uint8_t *end = size ? memchr(data, 0, size) : NULL;
	size_t length = end ? (size_t)(end - data) : size;
	char *text = malloc(length + 1);
	MUST(text);
	if (length)
		memcpy(text, data, length);
	text[length] = '\0';
	return text;
}

/** The bytes cut at line ends, NULL-terminated; at most `most` words. Free text and vector. */
static inline const char **fuzz_words(char *text, size_t most)
{
	const char **words = calloc(most + 1, sizeof(char *));
	MUST(words);
	size_t count = 0;
	for (char *rest = text, *word; count < most && (word = strsep(&rest, "\n"));)
		words[count++] = word;
	return words;
}

#endif
