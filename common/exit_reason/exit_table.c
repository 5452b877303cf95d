/* SPDX-License-Identifier: MIT */
#include "exit_reason/exit_table.h"

#include "base/nearest.h"

#include <string.h>

static const char separators[] = " \t\n,";

struct exit_table exit_table_default(void)
{
	return (struct exit_table){ .status = {
					    [EXIT_HOST_ERROR] = 1,
					    [EXIT_GUEST_PANIC] = 1,
					    [EXIT_STOP_FORCED] = 124,
				    } };
}

/* EXIT_REASONS: no reason has that name. */
static enum exit_reason find(const char *name, size_t length)
{
	const char *const *names = exit_reason_names();
	size_t i = 0;
	while (names[i] && (strlen(names[i]) != length || strncmp(names[i], name, length) != 0))
		i++;
	return (enum exit_reason)i;
}

static int read_status(const char *text, size_t length, unsigned char *ret_status)
{
	unsigned value = 0;
	if (!length || length > 3)
		return -EINVAL;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -EINVAL;
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	if (value > 255)
		return -EINVAL;
	*ret_status = (unsigned char)value;
	return 0;
}

static int refuse_reason(const char *name, size_t length, struct error *err)
{
	char word[32];
	size_t taken = length < sizeof(word) ? length : sizeof(word) - 1;
	memcpy(word, name, taken);
	word[taken] = '\0';
	const char *nearest = nearest_name(word, exit_reason_names(), EXIT_REASONS);
	if (nearest)
		return error_set(err, EINVAL, "there is no reason '%s'; did you mean '%s'?", word,
				 nearest);
	return error_set(err, EINVAL,
			 "there is no reason '%s'; the manual qemu-wrapper-supervisor(8) has them",
			 word);
}

static int read_word(const char *word, size_t length, struct exit_table *table, struct error *err)
{
	const char *equals = memchr(word, '=', length);
	if (!equals)
		return error_set(err, EINVAL, "'%.*s' is not REASON=STATUS, as in guest-panic=3",
				 (int)length, word);
	size_t name_length = (size_t)(equals - word);
	enum exit_reason reason = find(word, name_length);
	if (reason == EXIT_REASONS)
		return refuse_reason(word, name_length, err);
	if (read_status(equals + 1, length - name_length - 1, &table->status[reason]))
		return error_set(err, EINVAL, "'%.*s': an exit status is a number from 0 to 255",
				 (int)length, word);
	return 0;
}

int exit_table_read(const char *text, struct exit_table *table, struct error *err)
{
	struct exit_table changed = *table;
	for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
		size_t length = strcspn(text, separators);
		/* A message needs no more of it. */
		int status = read_word(text, length < 200 ? length : 200, &changed, err);
		if (status)
			return status;
		text += length;
	}
	*table = changed;
	return 0;
}
