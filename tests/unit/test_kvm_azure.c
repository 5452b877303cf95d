/* SPDX-License-Identifier: MIT */
#include "fake_root.h"
#include "kvm/azure.h"

/* The verdict on one series, by its name as a whole word; -1: it isn't in the table. */
static int verdict_on(const char *name)
{
	size_t length = strlen(name);
	const struct azure_series *row;
	for (size_t i = 0; (row = azure_series(i)); i++)
		for (const char *at = row->series; (at = strstr(at, name)); at += length)
			if ((at == row->series || at[-1] == ' ') && strchr(" ", at[length]))
				return (int)row->verdict;
	return -1;
}

static const struct {
	const char *series;
	int verdict;
} cases[] = {
	{ "Dv3", AZURE_NESTS },
	{ "Dsv3", AZURE_NESTS },
	{ "Ev3", AZURE_NESTS },
	{ "Esv3", AZURE_NESTS },
	{ "Dv4", AZURE_NESTS },
	{ "Ddsv4", AZURE_NESTS },
	{ "Dsv5", AZURE_NESTS },
	{ "Ddsv5", AZURE_NESTS },
	{ "Dsv6", AZURE_NESTS },
	{ "Dsv7", AZURE_NESTS },
	{ "Dasv5", AZURE_NESTS },
	{ "Dadsv5", AZURE_NESTS },
	{ "Dasv6", AZURE_NESTS },
	{ "Dasv7", AZURE_NESTS },
	{ "Fasv6", AZURE_NESTS },
	{ "Dasv4", AZURE_NESTS_NOT },
	{ "Eav4", AZURE_NESTS_NOT },
	{ "Dpsv6", AZURE_NESTS_NOT },
	{ "Bv1", AZURE_NESTS_NOT },
	{ "Bsv2", AZURE_NESTS_NOT },
	{ "DCasv5", AZURE_NESTS_NOT },
	{ "DCsv3", AZURE_NESTS_NOT },
	{ "Av2", AZURE_NESTS_NOT },
	{ "Dsv2", AZURE_NESTS_NOT },
	{ "Fsv2", AZURE_UNCLEAR },
	{ "Dasv3", -1 },
	{ "sv3", -1 },
};

static void each_series_has_its_verdict(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		print_message("%s\n", cases[i].series);
		assert_int_equal(verdict_on(cases[i].series), cases[i].verdict);
	}
}

static void the_line_has_every_series_under_its_heading(void **state)
{
	(void)state;
	CLEANUP_STRBUF struct strbuf text = { 0 };
	azure_table(&text);
	assert_non_null(text.text);
	assert_contains(text.text, AZURE_DATE);
	assert_contains(text.text, "Trusted Launch");
	assert_contains(text.text, "generation 2");
	const char *no = strstr(text.text, "; no: "), *unclear = strstr(text.text, "; unclear: ");
	assert_non_null(no);
	assert_non_null(unclear);
	assert_true(no < unclear);
	const struct azure_series *row;
	for (size_t i = 0; (row = azure_series(i)); i++) {
		const char *at = strstr(text.text, row->series);
		assert_non_null(at);
		enum azure_verdict under = at > unclear ? AZURE_UNCLEAR
					   : at > no    ? AZURE_NESTS_NOT
							: AZURE_NESTS;
		assert_int_equal(under, row->verdict);
	}
}

/* It stays until the next call. */
static const char *remedy_on(enum architecture architecture, bool kubernetes)
{
	static char remedy[1024];
	struct kvm_facts facts = { .processor.architecture = architecture,
				   .own.kubernetes = kubernetes,
				   .platform = PLATFORM_AZURE };
	CLEANUP_STRBUF struct strbuf text = { 0 };
	azure_remedy(&facts, &text);
	assert_non_null(text.text);
	assert_true(text.length < sizeof(remedy));
	return strcpy(remedy, text.text);
}

static void the_remedy_names_sizes_and_suspects(void **state)
{
	(void)state;
	const char *text = remedy_on(ARCHITECTURE_X86, false);
	static const char *const parts[] = { AZURE_DATE,           "Standard_D4s_v5", "Dsv3",
					     "no Dasv4",           "Trusted Launch",  "generation",
					     "Test on the machine" };
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		assert_contains(text, parts[i]);
	assert_lacks(text, "nodepool");
	assert_contains(remedy_on(ARCHITECTURE_X86, true), "az aks nodepool add");
}

static void on_arm_no_size_will_do(void **state)
{
	(void)state;
	const char *text = remedy_on(ARCHITECTURE_ARM, false);
	assert_contains(text, "No Arm size");
	assert_lacks(text, "Trusted Launch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_series_has_its_verdict),
		cmocka_unit_test(the_line_has_every_series_under_its_heading),
		cmocka_unit_test(the_remedy_names_sizes_and_suspects),
		cmocka_unit_test(on_arm_no_size_will_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
