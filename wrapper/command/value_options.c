/* SPDX-License-Identifier: MIT */
#include "command/value_options.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <string.h>

void value_options_cleanup(property_list *list)
{
	free(list->items);
}

/* The end of a value that starts at text[i]: the first comma, or with escapes the first single one
 * (pairs are greedy from the left). */
static size_t value_end(const char *text, size_t i, bool escapes)
{
	for (; text[i]; i++) {
		if (text[i] != ',')
			continue;
		if (!escapes || text[i + 1] != ',')
			break;
		i++;
	}
	return i;
}

static char *decode(const char *text, size_t start, size_t end, bool escapes, struct arena *arena)
{
	char *value = arena_strndup(arena, text + start, end - start);
	if (!value || !escapes)
		return value;
	size_t n = 0;
	for (size_t i = 0; value[i]; i++) {
		value[n++] = value[i];
		if (value[i] == ',' && value[i + 1] == ',')
			i++;
	}
	value[n] = '\0';
	return value;
}

static bool cut_flag(const struct option_info *option, const char *text, struct property *p,
		     struct arena *arena)
{
	size_t skip = 0;
	bool on = true;
	if (option->grammar == GRAMMAR_CPU) {
		skip = text[p->start] == '+' || text[p->start] == '-';
		on = text[p->start] != '-';
	} else if (p->end - p->start >= 2 && !strncmp(text + p->start, "no", 2)) {
		/* QemuOpts cuts "no" off every bare word: node-name alone is de-name=off, and a
		 * mere "no" has no name left. */
		skip = 2;
		on = false;
	}
	p->form = FORM_FLAG;
	p->value_start = p->end;
	p->key = arena_strndup(arena, text + p->start + skip, p->end - p->start - skip);
	p->value = on ? "on" : "off";
	return p->key;
}

static bool cut_property(const struct option_info *option, const char *text, struct property *p,
			 bool first, struct arena *arena)
{
	bool escapes = option->grammar != GRAMMAR_CPU;
	size_t stop = p->start + strcspn(text + p->start, "=,");
	bool bare_first = first && option->implied_key[0] &&
			  (text[stop] != '=' || option->grammar == GRAMMAR_CPU);
	if (bare_first) {
		/* keyval: no escape in the implied first value. */
		bool implied_escapes = option->grammar == GRAMMAR_QEMUOPTS;
		p->form = FORM_IMPLIED;
		p->value_start = p->start;
		p->end = value_end(text, p->start, implied_escapes);
		p->key = option->implied_key;
		p->value = decode(text, p->start, p->end, implied_escapes, arena);
		return p->value;
	}
	if (text[stop] != '=') {
		p->end = stop;
		return cut_flag(option, text, p, arena);
	}
	p->form = FORM_PAIR;
	p->value_start = stop + 1;
	p->end = value_end(text, stop + 1, escapes);
	p->key = arena_strndup(arena, text + p->start, stop - p->start);
	p->value = decode(text, stop + 1, p->end, escapes, arena);
	return p->key && p->value;
}

int value_options_cut(const struct option_info *option, const char *text, struct arena *arena,
		      property_list *ret_list, struct error *err)
{
	for (size_t i = 0; text[i];) {
		struct property *p = VECTOR_ADD(ret_list);
		if (!p)
			return error_memory(err);
		p->start = i;
		if (!cut_property(option, text, p, i == 0, arena))
			return error_memory(err);
		i = p->end + (text[p->end] == ',');
	}
	return 0;
}

static bool same_key(const struct option_info *option, const char *a, const char *b)
{
	bool fold = !strcmp(option->canonical, "machine");
	for (; *a && *b; a++, b++) {
		char x = fold && *a == '_' ? '-' : *a;
		char y = fold && *b == '_' ? '-' : *b;
		if (x != y)
			return false;
	}
	return *a == *b;
}

static int check_cpu(const char *text, const char *key, const char *value, struct error *err)
{
	bool is_model = !strcmp(key, "model");
	if (strchr(value, ','))
		return error_set(err, EINVAL,
				 "a value with a comma can't be written in -cpu: %s=%s", key,
				 value);
	if (is_model && !*value)
		return error_set(err, EINVAL, "the model of -cpu can't be empty");
	if (!is_model && !*text)
		return error_set(err, EINVAL, "-cpu names no model that '%s' could stand behind",
				 key);
	if (*key == '+' || *key == '-')
		return error_set(err, EINVAL, "the feature is set without its sign: '%s'", key + 1);
	return 0;
}

static int check(const struct option_info *option, const char *text, const char *key,
		 const char *value, struct error *err)
{
	if (!*key || strpbrk(key, "=,"))
		return error_set(err, EINVAL, "'%s' can't be the name of a property of -%s", key,
				 option->canonical);
	return option->grammar == GRAMMAR_CPU ? check_cpu(text, key, value, err) : 0;
}

static void add_escaped(struct strbuf *out, const struct option_info *option, const char *value)
{
	for (; *value; value++) {
		strbuf_addc(out, *value);
		if (*value == ',' && option->grammar != GRAMMAR_CPU)
			strbuf_addc(out, ',');
	}
}

static void add_pair(struct strbuf *out, const struct option_info *option, const char *key,
		     const char *value)
{
	strbuf_addf(out, "%s=", key);
	add_escaped(out, option, value);
}

/* The implied key must be written out where the bare value would be read otherwise. */
static bool can_stay_bare(const struct option_info *option, const char *value)
{
	if (option->grammar == GRAMMAR_CPU)
		return true;
	if (!*value || strchr(value, '=') || (option->json && value[0] == '{'))
		return false;
	return option->grammar != GRAMMAR_KEYVAL || !strchr(value, ',');
}

const struct property *value_options_find(const struct option_info *option,
					  const property_list *list, const char *key)
{
	/* QemuOpts takes id= out before anything else: the first counts. In -cpu a later model= is
	 * a feature, the number that CPUID tells (target/i386/cpu.c). */
	bool first_counts = (option->grammar == GRAMMAR_QEMUOPTS && !strcmp(key, "id")) ||
			    (option->grammar == GRAMMAR_CPU && !strcmp(key, "model"));
	const struct property *found = NULL;
	for (size_t i = 0; i < list->count; i++) {
		if (!same_key(option, list->items[i].key, key))
			continue;
		if (!found || !first_counts)
			found = &list->items[i];
	}
	return found;
}

static void append_property(struct strbuf *out, const struct option_info *option, const char *text,
			    const property_list *list, const char *key, const char *value)
{
	strbuf_adds(out, text);
	size_t length = strlen(text);
	/* "A:7," ends with a separator already; "A:7,," ends with a comma in the value. */
	if (list->count && list->items[list->count - 1].end == length)
		strbuf_addc(out, ',');
	/* -cpu has no other way to name its model. */
	if (option->grammar == GRAMMAR_CPU && !*text)
		strbuf_adds(out, value);
	else
		add_pair(out, option, key, value);
}

/* Puts a property with another value between what stands before and behind it. */
static void replace_property(struct strbuf *out, const struct option_info *option, const char *text,
			     const struct property *p, const char *value)
{
	const char *rest = text + p->end;
	bool bare = p->form == FORM_IMPLIED && can_stay_bare(option, value);
	strbuf_add(out, text, p->form == FORM_PAIR ? p->value_start : p->start);
	if (p->form == FORM_PAIR || bare)
		add_escaped(out, option, value);
	else
		add_pair(out, option, p->key, value);
	/* Empty elements behind a bare word would be read as commas in the new value. */
	if (p->form != FORM_PAIR && *rest == ',')
		rest += strspn(rest, ",") - 1;
	strbuf_adds(out, rest);
}

int value_options_set(const struct option_info *option, const char *text, const char *key,
		      long position, const char *value, struct arena *arena, const char **ret_text,
		      struct error *err)
{
	CLEANUP_PROPERTIES property_list list = { 0 };
	CLEANUP_STRBUF struct strbuf out = { 0 };
	int status = value_options_cut(option, text, arena, &list, err);
	if (status)
		return status;
	if (position >= 0 && (size_t)position >= list.count)
		return error_set(err, ERANGE, "-%s has no property at position %ld",
				 option->canonical, position);
	const struct property *p =
		position >= 0 ? &list.items[position] : value_options_find(option, &list, key);
	status = check(option, text, p ? p->key : key, value, err);
	if (status)
		return status;
	if (p)
		replace_property(&out, option, text, p, value);
	else
		append_property(&out, option, text, &list, key, value);
	*ret_text = strbuf_finish(&out, arena);
	return *ret_text ? 0 : error_memory(err);
}

/* A property that stays while others go. */
static void keep_property(struct strbuf *out, const struct option_info *option, const char *text,
			  const struct property *p, bool first)
{
	if (!first)
		strbuf_addc(out, ',');
	/* A bare word that comes to stand first would be read as the implied value, an empty one
	 * behind a comma as an escaped comma. */
	bool spell_out = p->form == FORM_FLAG && option->grammar != GRAMMAR_CPU &&
			 ((first && option->implied_key[0]) || p->end == p->start);
	if (spell_out)
		add_pair(out, option, p->key, p->value);
	else
		strbuf_add(out, text + p->start, p->end - p->start);
}

int value_options_unset(const struct option_info *option, const char *text, const char *key,
			struct arena *arena, const char **ret_text, struct error *err)
{
	CLEANUP_PROPERTIES property_list list = { 0 };
	CLEANUP_STRBUF struct strbuf out = { 0 };
	int status = value_options_cut(option, text, arena, &list, err);
	if (status)
		return status;
	size_t kept = 0;
	for (size_t i = 0; i < list.count; i++)
		if (!same_key(option, list.items[i].key, key))
			keep_property(&out, option, text, &list.items[i], kept++ == 0);
	if (kept == list.count) {
		*ret_text = text;
		return 0;
	}
	if (option->grammar == GRAMMAR_CPU && same_key(option, list.items[0].key, key))
		return error_set(err, EINVAL, "-cpu can't do without its model");
	/* A comma at the end stays, and an empty last element needs one to be there at all. */
	bool is_empty =
		!out.length || (option->grammar == GRAMMAR_CPU && out.text[out.length - 1] == ',');
	if (kept && (text[list.items[list.count - 1].end] || is_empty))
		strbuf_addc(&out, ',');
	*ret_text = strbuf_finish(&out, arena);
	return *ret_text ? 0 : error_memory(err);
}
