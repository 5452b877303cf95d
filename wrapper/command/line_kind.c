/* SPDX-License-Identifier: MIT */
#include "command/line_kind.h"

#include "command/managers.h"
#include "command/selector.h"
#include "command/value_options.h"

#include <string.h>

/* Forms of a value that make QEMU print and exit (run on 5.2, 7.2, 10.0 and 11.1). */
enum form {
	/** Whatever the value, or without one. */
	ALWAYS = 1 << 0,
	/** The whole value is help or ?. */
	WHOLE = 1 << 1,
	/** The bare first element is help or ?. */
	FIRST = 1 << 2,
	/** help or ? stands bare behind the first element. */
	FLAG = 1 << 3,
	/** What counts for `key`, bare or written out, is help or ?. */
	KEY = 1 << 4,
	/** There is nothing for `key`. */
	MISSING = 1 << 5,
	/** Only help: ? is an ordinary value here. */
	NO_QUESTION_MARK = 1 << 6,
	/** Looked at after all options were read: only the last one counts. */
	LAST = 1 << 7,
};

static const struct printing {
	const char *option;
	unsigned forms;
	const char *key;
} printing[] = {
	{ "help", ALWAYS, NULL },
	{ "version", ALWAYS, NULL },
	{ "audio-help", ALWAYS, NULL },
	{ "dump-vmstate", ALWAYS, NULL },
	{ "machine", FIRST | FLAG | KEY, "type" },
	{ "cpu", WHOLE | LAST, NULL },
	{ "device", FLAG | KEY, "driver" },
	{ "accel", KEY | MISSING, "accel" },
	{ "display", WHOLE, NULL },
	{ "vga", WHOLE | NO_QUESTION_MARK | LAST, NULL },
	{ "object", FLAG | KEY, "qom-type" },
	{ "chardev", FLAG | KEY, "backend" },
	{ "netdev", KEY, "type" },
	{ "nic", FIRST | KEY, "model" },
	{ "net", KEY, "model" },
	{ "drive", KEY, "format" },
	{ "audiodev", WHOLE, NULL },
	{ "audio", FIRST | FLAG | KEY, "model" },
	{ "soundhw", WHOLE, NULL },
	{ "watchdog", WHOLE, NULL },
	{ "L", WHOLE, NULL },
	{ "d", WHOLE | LAST, NULL },
	{ "trace", FLAG | KEY, "enable" },
	{ "smp", FIRST | FLAG, NULL },
	{ "boot", FIRST | FLAG, NULL },
	{ "tpmdev", FIRST, NULL },
	{ "plugin", FIRST, NULL },
	{ "vnc", FIRST | FLAG, NULL },
	{ "spice", FLAG, NULL },
	{ "name", FLAG, NULL },
	{ "m", FLAG, NULL },
	{ "mon", FLAG, NULL },
	{ "sandbox", FLAG, NULL },
	{ "icount", FLAG, NULL },
	{ "fw_cfg", FLAG, NULL },
	{ "fsdev", FLAG, NULL },
	{ "virtfs", FLAG, NULL },
	{ "option-rom", FLAG, NULL },
	{ "rtc", FLAG, NULL },
	{ "overcommit", FLAG, NULL },
	{ "msg", FLAG, NULL },
	{ "action", FLAG, NULL },
	{ "run-with", FLAG, NULL },
	{ "add-fd", FLAG, NULL },
	{ "iscsi", FLAG, NULL },
	{ "global", WHOLE, NULL },
	{ "realtime", WHOLE, NULL },
};

static bool is_help(const char *text, unsigned forms)
{
	return !strcmp(text, "help") || (!(forms & NO_QUESTION_MARK) && !strcmp(text, "?"));
}

static bool property_prints(unsigned forms, const struct property *p)
{
	switch (p->form) {
	case FORM_IMPLIED:
		return (forms & FIRST) && is_help(p->value, forms);
	case FORM_FLAG:
		/* "nohelp" is help=off. */
		return (forms & FLAG) && is_help(p->key, forms) && !strcmp(p->value, "on");
	case FORM_PAIR:
		return false;
	}
	return false;
}

static bool properties_print(const struct printing *rule, const struct option_info *option,
			     const property_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (property_prints(rule->forms, &list->items[i]))
			return true;
	const struct property *p = rule->key ? value_options_find(option, list, rule->key) : NULL;
	return p ? (rule->forms & KEY) && is_help(p->value, rule->forms) : rule->forms & MISSING;
}

static bool value_prints(const struct printing *rule, const struct element *element,
			 struct arena *scratch)
{
	CLEANUP_PROPERTIES property_list list = { 0 };
	CLEANUP_ERROR struct error ignored = { 0 };
	const char *value = element_value(element);
	if (rule->forms & ALWAYS)
		return true;
	if (!value || element_is_json(element))
		return false;
	if ((rule->forms & WHOLE) && is_help(value, rule->forms))
		return true;
	/* Cutting a value costs an allocation or two: only where it can matter. */
	bool worth_it = (rule->forms & MISSING) || strstr(value, "help") || strchr(value, '?');
	if (!worth_it || !(rule->forms & (FIRST | FLAG | KEY)))
		return false;
	if (value_options_cut(element->option, value, scratch, &list, &ignored))
		return false;
	return properties_print(rule, element->option, &list);
}

static bool is_last(const struct command *command, size_t item)
{
	const char *name = element_name(command->items[item]);
	for (size_t i = item + 1; i < command->count; i++) {
		const struct element *later = command->items[i];
		if (later->kind == ELEMENT_OPTION && !strcmp(element_name(later), name))
			return false;
	}
	return true;
}

static bool prints(const struct command *command, size_t item, struct arena *scratch)
{
	const struct element *element = command->items[item];
	const char *name = element_name(element);
	for (size_t i = 0; i < sizeof(printing) / sizeof(printing[0]); i++) {
		const struct printing *rule = &printing[i];
		if (!strcmp(name, rule->option))
			return value_prints(rule, element, scratch) &&
			       (!(rule->forms & LAST) || is_last(command, item));
	}
	return false;
}

static bool is(const char *text, const char *wanted)
{
	return text && !strcmp(text, wanted);
}

static bool probes(const struct element *element, struct arena *scratch)
{
	if (is(element_name(element), "qtest"))
		return true;
	if (is(element_name(element), "accel"))
		return is(element_property(element, "accel", scratch), "qtest");
	return is(element_name(element), "machine") &&
	       is(element_property(element, "accel", scratch), "qtest");
}

struct line_kind line_kind_of(const struct command *command)
{
	CLEANUP_ARENA struct arena scratch = { 0 };
	struct line_kind kind = { 0 };
	const char *machine = NULL;
	for (size_t i = 0; i < command->count; i++) {
		const struct element *element = command->items[i];
		if (element->kind != ELEMENT_OPTION)
			continue;
		kind.prints = kind.prints || prints(command, i, &scratch);
		kind.probes = kind.probes || probes(element, &scratch);
		if (!kind.manager)
			kind.manager = managers_find(element, &scratch);
		if (is(element_name(element), "machine")) {
			/* -M pc -M none is none: the last type counts. */
			const char *type = element_property(element, "type", &scratch);
			machine = type ? type : machine;
		}
	}
	kind.probes = kind.probes || is(machine, "none");
	return kind;
}
