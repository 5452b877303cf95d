/* SPDX-License-Identifier: MIT */
#include "template.h"

#include "unit.h"

#include <errno.h>

/* One piece as a word: the bytes, or a reference with all that is in it between < and >. */
static void print_piece(const struct template_walk *walk, char *out, size_t room)
{
	static const char *const kinds[] = { "selector", "env", "result", "buffer" };
	static const char *const forms[] = { "text", "hex", "byte", "uuid" };
	const struct reference *r = &walk->reference;
	if (!walk->is_reference) {
		snprintf(out, room, "%.*s", SLICE(walk->bytes));
		return;
	}
	snprintf(out, room, "<%s%s %.*s %.*s %s%.*s %s %zu>", r->is_length ? "#" : "",
		 kinds[r->kind], SLICE(r->name), SLICE(r->property), r->has_fallback ? "or " : "",
		 SLICE(r->fallback), forms[r->form], r->byte);
}

static void print_all(struct template_walk walk, char *out, size_t room)
{
	struct complaint complaint = { 0 };
	int status;
	*out = '\0';
	while ((status = template_next(&walk, &complaint)) == 1) {
		char piece[128];
		print_piece(&walk, piece, sizeof(piece));
		strncat(out, piece, room - strlen(out) - 1);
	}
	if (status)
		snprintf(out, room, "%zu: %s", complaint.column, complaint.text);
}

/* Walks over each and compares what is found. */
static void expect_all(const char *const (*cases)[2], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char found[400];
		print_all(template_walk(cases[i][0]), found, sizeof(found));
		assert_string_equal(found, cases[i][1]);
	}
}

static void references_are_found(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "", "" },
		{ "text", "text" },
		{ "$", "$" },
		{ "a$b {c} \\n \"", "a$b {c} \\n \"" },
		{ "$${name}", "${name}" },
		{ "$$", "$$" },
		{ "$$$${x}", "$$${x}" },
		{ "${name}", "<selector name   text 0>" },
		{ "a${name.guest}b", "a<selector name guest  text 0>b" },
		{ "${#name.guest}", "<#selector name guest  text 0>" },
		{ "${name.guest:-none}", "<selector name guest or none text 0>" },
		{ "${name:-}", "<selector name  or  text 0>" },
		{ "${name:-a:-b}", "<selector name  or a:-b text 0>" },
		{ "${device[id=net0].mac}", "<selector device[id=net0] mac  text 0>" },
		{ "${device[id=a}b:-c].mac}", "<selector device[id=a}b:-c] mac  text 0>" },
		{ "${device[e1000][id=x]}", "<selector device[e1000][id=x]   text 0>" },
		{ "${blockdev[*].cache.direct}", "<selector blockdev[*] cache.direct  text 0>" },
		{ "${env:HOME}", "<env HOME   text 0>" },
		{ "${#env:HOME}", "<#env HOME   text 0>" },
		{ "${env:A:-b}", "<env A  or b text 0>" },
		{ "${result}", "<result    text 0>" },
		{ "${result.hex}", "<result    hex 0>" },
		{ "${result.byte7}", "<result    byte 7>" },
		{ "${buffer}${buffer.hex}", "<buffer    text 0><buffer    hex 0>" },
		{ "${buffer.uuid}", "<buffer    uuid 0>" },
		{ "${buffer.byte65535}", "<buffer    byte 65535>" },
		{ "${results}", "<selector results   text 0>" },
		{ "${buffer-x}", "<selector buffer-x   text 0>" },
	};
	expect_all(cases, COUNT(cases));
}

static void mistakes_are_told_with_their_column(void **state)
{
	(void)state;
	static const char *const cases[][2] = {
		{ "ab${", "3: the '}' for this '${' is missing" },
		{ "${name", "1: the '}' for this '${' is missing" },
		{ "${name:-x", "1: the '}' for this '${' is missing" },
		{ "x${}", "2: nothing stands in this ${}: name an option as a selector, "
			  "env:VARIABLE, result or buffer" },
		{ "${#}", "1: nothing stands in this ${}: name an option as a selector, "
			  "env:VARIABLE" },
		{ "${:-x}", "1: nothing stands in this ${}: name an option as a selector, "
			    "env:VARIABLE, result or buffer" },
		{ "${-name}", "3: write the option's name without dashes" },
		{ "${.guest}", "3: an option's name is missing" },
		{ "${#.guest}", "4: an option's name is missing" },
		{ "${name.}", "7: a property's name is missing behind the '.'" },
		{ "${device[}", "9: the ']' for this '[' is missing" },
		{ "${device[]}", "9: nothing stands in these brackets" },
		{ "${device[id=]}", "9: nothing stands in these brackets" },
		{ "${device[a]x}",
		  "12: expected '[', '.' and a property, or the end of the selector" },
		{ "${device]}", "9: expected '[', '.' and a property, or the end of the selector" },
		{ "${env:}", "1: a variable's name must stand behind 'env:'" },
		{ "${env:A=B}", "1: a variable's name must stand behind 'env:'" },
		{ "x${result.byte8}",
		  "2: there is no such form of the result: it has ${result}, ${result.hex} and "
		  "${result.byte0} to ${result.byte7}" },
		{ "${result.uuid}",
		  "1: there is no such form of the result: it has ${result}, ${result.hex} and "
		  "${result.byte0} to ${result.byte7}" },
		{ "${buffer.byte}",
		  "1: there is no such form of the buffer: it has ${buffer}, ${buffer.hex}, "
		  "${buffer.uuid} and ${buffer.byte0} to ${buffer.byte65535}" },
		{ "${#result}", "1: ${result} has no length and no default here" },
		{ "${buffer:-x}", "1: ${buffer} has no length and no default here" },
	};
	expect_all(cases, COUNT(cases));
}

static void quoted_strings_have_escapes(void **state)
{
	(void)state;
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "a\\\\b\\\"c\\nd", "a\\b\"c\nd" },
		{ "\\x41\\x7a\\xfF", "Az\xff" },
		{ "\\x41${name}$${", "A<selector name   text 0>${" },
		{ "ab\\q", "3: a backslash must be followed by \\, \", n, or x and two hexadecimal "
			   "digits" },
		{ "\\x4", "1: a backslash must be followed by \\, \", n, or x and two hexadecimal "
			  "digits" },
		{ "\\xg0", "1: a backslash must be followed by \\, \", n, or x and two hexadecimal "
			   "digits" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		char found[400];
		struct slice inside = { cases[i].text, strlen(cases[i].text) };
		print_all(template_walk_quoted(cases[i].text, inside), found, sizeof(found));
		assert_string_equal(found, cases[i].expected);
	}
}

static void one_reference_alone(void **state)
{
	(void)state;
	assert_true(template_is("${result}", REFERENCE_RESULT, FORM_TEXT));
	assert_false(template_is("${result.hex}", REFERENCE_RESULT, FORM_TEXT));
	assert_false(template_is("${result}0", REFERENCE_RESULT, FORM_TEXT));
	assert_false(template_is("0${result}", REFERENCE_RESULT, FORM_TEXT));
	assert_false(template_is("${buffer}", REFERENCE_RESULT, FORM_TEXT));
	assert_false(template_is("", REFERENCE_RESULT, FORM_TEXT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_are_found),
		cmocka_unit_test(mistakes_are_told_with_their_column),
		cmocka_unit_test(quoted_strings_have_escapes),
		cmocka_unit_test(one_reference_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
