/* SPDX-License-Identifier: MIT */
#include "command/value_options.h"

#include "unit.h"

/* The properties as "key=value|key=value", with <> around implied keys and ~ before flags. */
static const char *cut(const struct option_info *option, const char *text, struct arena *arena)
{
	CLEANUP_PROPERTIES property_list list = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *result = "";
	assert_int_equal(value_options_cut(option, text, arena, &list, &err), 0);
	for (size_t i = 0; i < list.count; i++) {
		const struct property *p = &list.items[i];
		result = arena_printf(arena, "%s%s", result, i ? "|" : "");
		if (p->form == FORM_IMPLIED)
			result = arena_printf(arena, "%s<%s>%s", result, p->key, p->value);
		else
			result = arena_printf(arena, "%s%s%s=%s", result,
					      p->form == FORM_FLAG ? "~" : "", p->key, p->value);
	}
	return result;
}

static void values_are_cut_by_their_grammar(void **state)
{
	(void)state;
	static const struct {
		const char *option, *text, *properties;
	} cases[] = {
		/* QemuOpts: util/qemu-option.c, get_opt_name_value(). */
		{ "vnc", "", "" },
		{ "vnc", ":1", "<vnc>:1" },
		{ "vnc", ":1,", "<vnc>:1" },
		{ "vnc", ":1,to=9,password=on", "<vnc>:1|to=9|password=on" },
		{ "vnc", "a,,b,to=9", "<vnc>a,b|to=9" },
		{ "vnc", "a,,,to=9", "<vnc>a,|to=9" },
		{ "vnc", "a,,,,to=9", "<vnc>a,,to=9" },
		{ "vnc", ",to=9", "<vnc>|to=9" },
		{ "vnc", ",,to=9", "<vnc>,to=9" },
		{ "vnc", "vnc=:1,vnc=:2", "vnc=:1|vnc=:2" },
		{ "vnc", ":1,password,lossy", "<vnc>:1|~password=on|~lossy=on" },
		{ "vnc", ":1,non-adaptive", "<vnc>:1|~n-adaptive=off" },
		{ "vnc", "to=9,nopassword", "to=9|~password=off" },
		{ "name", "x=y", "x=y" },
		{ "name", "guest=x=y", "guest=x=y" },
		{ "name", "guest=", "guest=" },
		{ "name", "a b'c\"d", "<guest>a b'c\"d" },
		{ "name", "vm,no", "<guest>vm|~=off" },
		{ "drive", "file=a,,b,if=none", "file=a,b|if=none" },
		{ "drive", "node-name", "~de-name=off" },
		{ "drive", "notify", "~tify=off" },
		{ "drive", "x,,y", "~x=on|~=on|~y=on" },
		{ "drive", "a=1,", "a=1" },
		{ "drive", "a=1,,", "a=1," },
		{ "drive", "=x", "=x" },
		/* keyval: util/keyval.c; ",," is no escape in the implied value. */
		{ "machine", "pc,accel=kvm", "<type>pc|accel=kvm" },
		{ "machine", "a,,b=c", "<type>a|~=on|b=c" },
		{ "machine", "type=a,,b", "type=a,b" },
		{ "blockdev", "file,filename=/a,,b", "<driver>file|filename=/a,b" },
		{ "blockdev", "driver=qcow2,file.driver=file", "driver=qcow2|file.driver=file" },
		/* -cpu: no escape at all. */
		{ "cpu", "host", "<model>host" },
		{ "cpu", "host,+avx,-sse,x2apic,level=4",
		  "<model>host|~avx=on|~sse=off|~x2apic=on|level=4" },
		{ "cpu", "host,nox", "<model>host|~nox=on" },
		{ "cpu", "a=b,,c=d", "<model>a=b|~=on|c=d" },
		{ "cpu", "x,vendor=a=b", "<model>x|vendor=a=b" },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		const struct option_info *option = option_table_find(cases[i].option);
		assert_string_equal(cut(option, cases[i].text, &arena), cases[i].properties);
	}
}

struct edit_case {
	const char *option, *text, *key;
	/** NULL: unset. */
	const char *value;
	/** NULL: refused. */
	const char *result;
};

static void check_edit(const struct edit_case *c)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const struct option_info *option = option_table_find(c->option);
	const char *result = NULL;
	int status = c->value ? value_options_set(option, c->text, c->key, -1, c->value, &arena,
						  &result, &err)
			      : value_options_unset(option, c->text, c->key, &arena, &result, &err);
	assert_int_equal(status, c->result ? 0 : -EINVAL);
	assert_string_equal(result ? result : "(refused)", c->result ? c->result : "(refused)");
}

static void one_property_is_set_and_the_rest_stays(void **state)
{
	(void)state;
	static const struct edit_case cases[] = {
		{ "vnc", ":1,to=9", "vnc", ":2", ":2,to=9" },
		{ "vnc", ":1,to=9", "to", "5", ":1,to=5" },
		{ "vnc", ":1,to=9,to=8,lossy", "to", "5", ":1,to=9,to=5,lossy" },
		{ "vnc", ":1", "to", "5", ":1,to=5" },
		{ "vnc", ":1,", "to", "5", ":1,to=5" },
		{ "vnc", "a,,", "to", "5", "a,,,to=5" },
		{ "vnc", "", "to", "5", "to=5" },
		{ "vnc", "", "vnc", ":5", "vnc=:5" },
		{ "vnc", ",to=9", "vnc", ":5", ":5,to=9" },
		{ "vnc", ":1", "tls-creds", "a,b", ":1,tls-creds=a,,b" },
		{ "vnc", ":1,lossy,to=2", "lossy", "off", ":1,lossy=off,to=2" },
		{ "vnc", ":1,nolossy", "lossy", "on", ":1,lossy=on" },
		{ "vnc", ":1,to=9", "vnc", "unix:/a,b", "unix:/a,,b,to=9" },
		{ "vnc", ":1,to=9", "vnc", "a=b", "vnc=a=b,to=9" },
		{ "vnc", ":1,to=9", "vnc", "", "vnc=,to=9" },
		{ "device", "e1000,id=a,id=b", "id", "c", "e1000,id=c,id=b" },
		{ "device", "e1000,x=1", "driver", "{y", "driver={y,x=1" },
		{ "drive", "x,,y", "x", "on", "x=on,y" },
		{ "machine", "pc,usb=on", "type", "q35", "q35,usb=on" },
		{ "machine", "pc,usb=on", "type", "a,b", "type=a,,b,usb=on" },
		{ "machine", "pc,kernel_irqchip=on", "kernel-irqchip", "split",
		  "pc,kernel_irqchip=split" },
		{ "object", "x,a_b=1", "a-b", "2", "x,a_b=1,a-b=2" },
		{ "cpu", "host,+avx", "avx", "off", "host,avx=off" },
		{ "cpu", "host,model=6", "model", "max", "max,model=6" },
		{ "cpu", "", "model", "max", "max" },
		{ "cpu", "a,b", "model", "x=y", "x=y,b" },
		{ "cpu", "host", "x", "a,b", NULL },
		{ "cpu", "host", "model", "", NULL },
		{ "cpu", "", "avx", "on", NULL },
		{ "cpu", "host", "+avx", "on", NULL },
		{ "vnc", ":1", "", "x", NULL },
		{ "vnc", ":1", "a=b", "x", NULL },
		{ "vnc", ":1", "a,b", "x", NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		check_edit(&cases[i]);
}

static void one_property_is_removed_and_the_rest_stays(void **state)
{
	(void)state;
	static const struct edit_case cases[] = {
		{ "vnc", ":1,to=9,lossy", "to", NULL, ":1,lossy" },
		{ "vnc", ":1,to=9", "to", NULL, ":1" },
		{ "vnc", ":1,to=9,", "to", NULL, ":1," },
		{ "vnc", ":1,to=9,x=1,to=8", "to", NULL, ":1,x=1" },
		{ "vnc", ":1", "vnc", NULL, "" },
		{ "vnc", ":1,vnc=:2,to=9", "vnc", NULL, "to=9" },
		{ "vnc", ":1", "to", NULL, ":1" },
		/* A flag that comes to stand first would be the address. */
		{ "vnc", ":1,lossy,to=9", "vnc", NULL, "lossy=on,to=9" },
		{ "vnc", ":1,nolossy", "vnc", NULL, "lossy=off" },
		/* An empty address stays one. */
		{ "vnc", ",to=9", "to", NULL, "," },
		{ "vnc", ",to=9,x=1", "to", NULL, ",x=1" },
		/* A flag's sign and a comma's escape stay as written. */
		{ "drive", "file=a,,b,x,nox", "x", NULL, "file=a,,b" },
		{ "drive", "x,file=a", "file", NULL, "x" },
		{ "drive", "a=1,x,,y", "x", NULL, "a=1,=on,y" },
		{ "machine", "pc,kernel_irqchip=on", "kernel-irqchip", NULL, "pc" },
		{ "machine", "pc,usb=on", "type", NULL, "usb=on" },
		{ "cpu", "host,+avx,avx=off,-sse", "avx", NULL, "host,-sse" },
		{ "cpu", "host,+avx", "model", NULL, NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		check_edit(&cases[i]);
}

static void positions_are_set_one_by_one(void **state)
{
	(void)state;
	static const struct {
		const char *option, *text;
		long position;
		const char *value, *result;
		int status;
	} cases[] = {
		{ "vnc", ":1,vnc=:2,vnc=:3", 0, ":9", ":9,vnc=:2,vnc=:3", 0 },
		{ "vnc", ":1,vnc=:2,vnc=:3", 1, ":9", ":1,vnc=:9,vnc=:3", 0 },
		{ "vnc", ":1,vnc=:2,vnc=:3", 2, ":9", ":1,vnc=:2,vnc=:9", 0 },
		{ "vnc", ":1,vnc=:2,vnc=:3", 3, ":9", NULL, -ERANGE },
		{ "vnc", "", 0, ":9", NULL, -ERANGE },
		{ "device", "x,id=a,id=b", 2, "c", "x,id=a,id=c", 0 },
		{ "cpu", "host,+x", 1, "a,b", NULL, -EINVAL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP_ARENA struct arena arena = { 0 };
		CLEANUP_ERROR struct error err = { 0 };
		const char *result = NULL;
		const struct option_info *option = option_table_find(cases[i].option);
		assert_int_equal(value_options_set(option, cases[i].text, NULL, cases[i].position,
						   cases[i].value, &arena, &result, &err),
				 cases[i].status);
		if (cases[i].result)
			assert_string_equal(result, cases[i].result);
	}
}

/* -- random values under every grammar -- */

static void cut_into(const struct option_info *option, const char *text, struct arena *arena,
		     property_list *list)
{
	CLEANUP_ERROR struct error err = { 0 };
	assert_int_equal(value_options_cut(option, text, arena, list, &err), 0);
}

static bool is_same(const struct property *a, const struct property *b)
{
	return !strcmp(a->key, b->key) && !strcmp(a->value, b->value);
}

/* Everything but `edited` (an index into `before`) stands in `after` as it was. An edit may take
 * away empty words, which QEMU refuses anyway. */
static void assert_rest_stays(const property_list *before, size_t edited,
			      const property_list *after)
{
	size_t k = 0;
	for (size_t i = 0; i < before->count; i++) {
		if (i == edited) {
			k++;
			continue;
		}
		if (k < after->count && is_same(&before->items[i], &after->items[k]))
			k++;
		else
			assert_string_equal(before->items[i].key, "");
	}
	assert_int_equal(k, edited == SIZE_MAX ? after->count - 1 : after->count);
}

static void check_random_set(const struct option_info *option, const char *text, const char *key,
			     const char *value)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_PROPERTIES property_list before = { 0 };
	CLEANUP_PROPERTIES property_list after = { 0 };
	const char *result;
	int status = value_options_set(option, text, key, -1, value, &arena, &result, &err);
	if (status) {
		assert_int_equal(status, -EINVAL);
		assert_int_equal(option->grammar, GRAMMAR_CPU);
		return;
	}
	cut_into(option, text, &arena, &before);
	cut_into(option, result, &arena, &after);
	const struct property *was = value_options_find(option, &before, key);
	const struct property *now = value_options_find(option, &after, key);
	if (!now || strcmp(now->value, value))
		fail_msg("-%s '%s': %s='%s' gives '%s'", option->name, text, key, value, result);
	assert_rest_stays(&before, was ? (size_t)(was - before.items) : SIZE_MAX, &after);
}

static void check_random_unset(const struct option_info *option, const char *text, const char *key)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	CLEANUP_PROPERTIES property_list before = { 0 };
	CLEANUP_PROPERTIES property_list after = { 0 };
	const char *result;
	if (value_options_unset(option, text, key, &arena, &result, &err)) {
		assert_int_equal(option->grammar, GRAMMAR_CPU);
		return;
	}
	cut_into(option, text, &arena, &before);
	cut_into(option, result, &arena, &after);
	size_t k = 0;
	for (size_t i = 0; i < before.count; i++) {
		if (!strcmp(before.items[i].key, key))
			continue;
		if (k == after.count || !is_same(&before.items[i], &after.items[k]))
			fail_msg("-%s '%s' without %s is '%s'", option->name, text, key, result);
		k++;
	}
	assert_int_equal(k, after.count);
	if (after.count == before.count)
		assert_ptr_equal(result, text);
}

static void random_edits_do_what_they_say(void **state)
{
	(void)state;
	static const char *const options[] = { "vnc", "device", "drive", "machine",
					       "smp", "object", "cpu",   "compat" };
	static const char *const keys[] = { "a", "b", "id", "type", "vnc", "driver", "o", "model" };
	uint64_t seed = 77;
	for (size_t round = 0; round < 30000; round += one_in()) {
		char text[25], value[9];
		random_text(&seed, "aab,,,==no+-{ id", text, 24);
		random_text(&seed, "ab,,=='\" {no", value, 8);
		const struct option_info *option =
			option_table_find(options[random_below(&seed, COUNT(options))]);
		const char *key = keys[random_below(&seed, COUNT(keys))];
		check_random_set(option, text, key, value);
		check_random_unset(option, text, key);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_cut_by_their_grammar),
		cmocka_unit_test(one_property_is_set_and_the_rest_stays),
		cmocka_unit_test(one_property_is_removed_and_the_rest_stays),
		cmocka_unit_test(positions_are_set_one_by_one),
		cmocka_unit_test(random_edits_do_what_they_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
