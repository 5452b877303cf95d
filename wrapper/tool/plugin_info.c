/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "inspect/information.h"
#include "tool/help.h"
#include "tool/print.h"

#include <string.h>

/* What can't be told of a plugin is a message; the others are shown all the same. */
static void show(const struct information_list *list, struct strbuf *out)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].refused)
			continue;
		if (out->length)
			strbuf_addc(out, '\n');
		information_text(&list->items[i], out);
	}
}

static int judge(const struct information_list *list, bool json)
{
	int worst = TOOL_OK;
	for (size_t i = 0; i < list->count; i++) {
		const struct information *it = &list->items[i];
		if (it->refused) {
			if (!json)
				message_print(it->refused);
			worst = TOOL_REFUSED;
		} else if (it->description.problem && worst == TOOL_OK) {
			worst = TOOL_FOUND_PROBLEMS;
		}
	}
	return worst;
}

static int print(const struct information_list *list, bool json, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	int status = 0;
	if (json)
		status = information_json(list, &text, err);
	else
		show(list, &text);
	return status ? status : tool_print(&text, err);
}

/* The options before the first name. 0, or -1 with the exit status. */
static int read_options(const char *const **words, bool *ret_json, const char **ret_config,
			int *ret_status)
{
	static const char config[] = "--config=";
	size_t length = strlen(config);
	for (; **words && ***words == '-'; ++*words) {
		const char *word = **words;
		if (!strcmp(word, "--json")) {
			*ret_json = true;
		} else if (!strncmp(word, config, length)) {
			*ret_config = word + length;
		} else if (strcmp(word, "--config") != 0) {
			*ret_status = help_complain("plugin info", "there is no option '%s'", word);
			return -1;
		} else if (!(*ret_config = *++*words)) {
			*ret_status = help_complain("plugin info", "%s needs a value", word);
			return -1;
		}
	}
	return 0;
}

int tool_plugin_info(const char *const *words)
{
	CLEANUP_INFORMATION struct information_list list = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const char *config = NULL;
	bool json = false;
	int status;
	if (help_wanted_among(words))
		return help_print("plugin info");
	if (read_options(&words, &json, &config, &status))
		return status;
	if (!*words)
		return help_complain("plugin info", "name a plugin or its file");
	if (information_gather(words, config, &list, &err) || print(&list, json, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return judge(&list, json);
}
