/* SPDX-License-Identifier: MIT */
#include "prototype.h"

#include "unit.h"

#include <errno.h>
#include <sys/types.h>

#define IS_SIGNED(type) ((type)-1 < (type)1)
/* What the compiler says of a type, and how it is spelled here. */
#define INTEGER(type, name)                                \
	{                                                  \
#type, name, sizeof(type), IS_SIGNED(type) \
	}

static const struct integer_case {
	const char *spelling, *name;
	size_t size;
	bool is_signed;
} integers[] = {
	INTEGER(char, "char"),
	INTEGER(signed char, "signed char"),
	INTEGER(char signed, "signed char"),
	INTEGER(unsigned char, "unsigned char"),
	INTEGER(short, "short"),
	INTEGER(short int, "short"),
	INTEGER(signed short int, "short"),
	INTEGER(int short signed, "short"),
	INTEGER(unsigned short, "unsigned short"),
	INTEGER(short unsigned int, "unsigned short"),
	INTEGER(int, "int"),
	INTEGER(signed, "int"),
	INTEGER(signed int, "int"),
	INTEGER(unsigned, "unsigned int"),
	INTEGER(unsigned int, "unsigned int"),
	INTEGER(int unsigned, "unsigned int"),
	INTEGER(long, "long"),
	INTEGER(long int, "long"),
	INTEGER(int signed long, "long"),
	INTEGER(unsigned long, "unsigned long"),
	INTEGER(long unsigned int, "unsigned long"),
	INTEGER(long long, "long long"),
	INTEGER(long long int, "long long"),
	INTEGER(long signed long, "long long"),
	INTEGER(unsigned long long, "unsigned long long"),
	INTEGER(long int unsigned long, "unsigned long long"),
	INTEGER(int8_t, "int8_t"),
	INTEGER(uint8_t, "uint8_t"),
	INTEGER(int16_t, "int16_t"),
	INTEGER(uint16_t, "uint16_t"),
	INTEGER(int32_t, "int32_t"),
	INTEGER(uint32_t, "uint32_t"),
	INTEGER(int64_t, "int64_t"),
	INTEGER(uint64_t, "uint64_t"),
	INTEGER(size_t, "size_t"),
	INTEGER(ssize_t, "ssize_t"),
	INTEGER(intptr_t, "intptr_t"),
	INTEGER(uintptr_t, "uintptr_t"),
	INTEGER(const int, "int"),
	INTEGER(unsigned const long, "unsigned long"),
	INTEGER(volatile const short, "short"),
};

static struct prototype parsed(const char *text)
{
	struct prototype prototype;
	struct complaint complaint;
	if (prototype_parse(text, &prototype, &complaint))
		fail_msg("%s: %zu: %s", text, complaint.column, complaint.text);
	return prototype;
}

static void integers_are_what_the_compiler_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(integers); i++) {
		char text[128];
		snprintf(text, sizeof(text), "%s f(%s, %s x)", integers[i].spelling,
			 integers[i].spelling, integers[i].spelling);
		struct prototype prototype = parsed(text);
		struct type types[] = { prototype.result, prototype.parameters[0],
					prototype.parameters[1] };
		assert_int_equal(prototype.count, 2);
		for (size_t k = 0; k < 3; k++) {
			assert_int_equal(types[k].kind, TYPE_INTEGER);
			assert_int_equal(types[k].size, integers[i].size);
			assert_int_equal(types[k].is_signed, integers[i].is_signed);
			assert_string_equal(types[k].name, integers[i].name);
		}
	}
}

static void other_types(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum type_kind result, parameters[4];
		size_t count;
	} cases[] = {
		{ "void f(void)", TYPE_VOID, { 0 }, 0 },
		{ "void f( void )", TYPE_VOID, { 0 }, 0 },
		{ "bool f(_Bool)", TYPE_BOOL, { TYPE_BOOL }, 1 },
		{ "double f(double x, const double const)",
		  TYPE_DOUBLE,
		  { TYPE_DOUBLE, TYPE_DOUBLE },
		  2 },
		{ "const char *f(const char *, char const*x, char*out)",
		  TYPE_STRING,
		  { TYPE_STRING, TYPE_STRING, TYPE_BUFFER },
		  3 },
		{ "char *f(const char *restrict a, char * __restrict const b)",
		  TYPE_STRING,
		  { TYPE_STRING, TYPE_BUFFER },
		  2 },
		{ "enum colour f(enum colour c, enum x)",
		  TYPE_INTEGER,
		  { TYPE_INTEGER, TYPE_INTEGER },
		  2 },
		{ "extern int f(int a);", TYPE_INTEGER, { TYPE_INTEGER }, 1 },
		{ "\t int\tf ( int ) ; ", TYPE_INTEGER, { TYPE_INTEGER }, 1 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct prototype prototype = parsed(cases[i].text);
		assert_true(slice_is(prototype.name, "f"));
		assert_int_equal(prototype.result.kind, cases[i].result);
		assert_int_equal(prototype.count, cases[i].count);
		for (size_t k = 0; k < cases[i].count; k++)
			assert_int_equal(prototype.parameters[k].kind, cases[i].parameters[k]);
	}
}

static void eight_parameters_and_long_names(void **state)
{
	(void)state;
	struct prototype prototype =
		parsed("int64_t _f_9(int a, int b, int c, int d, int e, int f, int g, double h)");
	assert_int_equal(prototype.count, 8);
	assert_int_equal(prototype.parameters[7].kind, TYPE_DOUBLE);
	assert_true(slice_is(prototype.name, "_f_9"));
}

static const struct {
	const char *text;
	size_t column;
	const char *part;
} mistakes[] = {
	{ "", 1, "a type is missing" },
	{ "int", 4, "function's name is missing" },
	{ "f(int)", 1, "'f' is no type" },
	{ "int f", 6, "expected '('" },
	{ "int f(", 7, "a type is missing" },
	{ "int f()", 7, "(void)" },
	{ "int f(int", 10, "')'" },
	{ "int f(int a b)", 13, "expected ',' or ')'" },
	{ "int f(int,)", 11, "a type is missing before ')'" },
	{ "int f(int) x", 12, "nothing may follow" },
	{ "int f(int);;", 12, "nothing may follow" },
	{ "int f(flaot x)", 7, "'flaot' is no type" },
	{ "float f(void)", 1, "only double" },
	{ "int f(float x)", 7, "only double" },
	{ "long double f(void)", 1, "not long double" },
	{ "int f(int, double long x)", 12, "not long double" },
	{ "int f(int n, ...)", 14, "variable arguments" },
	{ "int f(struct stat *s)", 7, "structures" },
	{ "struct stat f(void)", 1, "structures" },
	{ "int f(union u x)", 7, "unions" },
	{ "int f(void *p)", 12, "not void *" },
	{ "void *f(void)", 6, "not void *" },
	{ "int f(int *p)", 11, "not int *" },
	{ "int f(unsigned char *p)", 21, "not unsigned char *" },
	{ "int f(char **p)", 12, "not char **" },
	{ "int f(const char *const *p)", 18, "not char **" },
	{ "int f(int a[4])", 12, "arrays" },
	{ "int f(char out[])", 15, "arrays" },
	{ "int f(int (*cb)(int))", 11, "function pointers" },
	{ "int f(int cb(int))", 13, "function pointers" },
	{ "int (*f)(int)", 5, "function pointers" },
	{ "int f(void, int)", 7, "can't be void" },
	{ "int f(int, void)", 12, "can't be void" },
	{ "int f(void x)", 7, "can't be void" },
	{ "int f(unsigned signed x)", 7, "no type of C" },
	{ "int f(short long x)", 7, "no type of C" },
	{ "int f(short char x)", 7, "no type of C" },
	{ "int f(int, unsigned double x)", 12, "no type of C" },
	{ "int f(int, bool int x)", 12, "no type of C" },
	{ "int f(unsigned void x)", 7, "no type of C" },
	{ "int f(long long long x)", 17, "once too often" },
	{ "int f(int int)", 11, "once too often" },
	{ "int f(unsigned size_t x)", 16, "can't follow" },
	{ "int f(int enum x y)", 11, "can't follow" },
	{ "int f(uint32_t enum)", 20, "enum's name" },
	{ "int f(off_t x)", 7, "int64_t" },
	{ "int f(a,b)", 7, "'a' is no type" },
	{ "int f(1)", 7, "a type is missing before '1'" },
	{ "int f(int, #)", 12, "a type is missing before '#'" },
	{ "int f(\u00e9)", 7, "a type is missing before '\u00e9'" },
	{ "int f(int \u20ac)", 11, "not '\u20ac'" },
	{ "int f@X(int)", 6, "expected '('" },
	{ "int f(int a, int b, int c, int d, int e, int f, int g, int h, int i)", 63,
	  "more than 8" },
};

static void mistakes_are_told_with_their_column(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(mistakes); i++) {
		struct prototype prototype;
		struct complaint complaint = { 0 };
		int status = prototype_parse(mistakes[i].text, &prototype, &complaint);
		if (status != -EINVAL || complaint.column != mistakes[i].column ||
		    !strstr(complaint.text, mistakes[i].part))
			fail_msg("%s: %d, %zu: %s", mistakes[i].text, status, complaint.column,
				 complaint.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_what_the_compiler_says),
		cmocka_unit_test(other_types),
		cmocka_unit_test(eight_parameters_and_long_names),
		cmocka_unit_test(mistakes_are_told_with_their_column),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
