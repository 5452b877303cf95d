/* SPDX-License-Identifier: MIT */
/* What happened in a case, for unit tests, written as a row of texts with | behind each. The letter
 * before a text says what it is: a word; a variable's name and value; an info or ! a warning; a
 * fact's key and its fields; the phase and text of a refusal. */
#ifndef TESTS_CASE_RESULTS_H
#define TESTS_CASE_RESULTS_H

#include "cases/case_result.h"

#include "unit.h"

#define RESULT_ADD(vector, what)                             \
	do {                                                 \
		void *room = VECTOR_ADD(vector);             \
		assert_non_null(room);                       \
		(vector)->items[(vector)->count - 1] = what; \
	} while (0)

static inline void result_add(struct case_result *result, char letter, const char *text)
{
	struct result_variable *variables = result->variables.items;
	struct result_fact *facts = result->facts.items;
	switch (letter) {
	case 'w':
		RESULT_ADD(&result->words, text);
		break;
	case 'n':
		RESULT_ADD(&result->variables, (struct result_variable){ .name = text });
		break;
	case 'v':
		variables[result->variables.count - 1].value = text;
		break;
	case 'i':
	case '!':
		assert_int_equal(notes_add(&result->notes, NULL,
					   letter == 'i' ? NOTE_INFO : NOTE_WARNING, text),
				 0);
		break;
	case 'k':
		RESULT_ADD(&result->facts, (struct result_fact){ .key = text });
		break;
	case 'f':
		RESULT_ADD(&facts[result->facts.count - 1].fields, text);
		break;
	case 'p':
		result->refused_phase = text;
		break;
	case 't':
		result->refused_text = text;
		break;
	default:
		fail_msg("no such letter: '%c'", letter);
	}
}

static inline void result_of(const char *row, struct arena *arena, struct case_result *ret_result)
{
	*ret_result = (struct case_result){ 0 };
	for (size_t length; *row; row += length + 1) {
		length = strcspn(row, "|");
		assert_int_equal(row[length], '|');
		result_add(ret_result, *row, arena_strndup(arena, row + 1, length - 1));
	}
}

#endif
