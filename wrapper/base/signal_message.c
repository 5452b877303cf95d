/* SPDX-License-Identifier: MIT */
#include "base/signal_message.h"

#include <errno.h>
#include <unistd.h>

void signal_message_add(struct signal_message *message, const char *text)
{
	for (const char *at = text ? text : "?"; *at; at++) {
		if (message->length == sizeof(message->text))
			return;
		message->text[message->length++] = *at < ' ' || *at > '~' ? '?' : *at;
	}
}

void signal_message_add_number(struct signal_message *message, unsigned number)
{
	char digits[16], *at = digits + sizeof(digits) - 1;
	*at = '\0';
	do
		*--at = (char)('0' + number % 10);
	while (number /= 10);
	signal_message_add(message, at);
}

void signal_message_print(const struct signal_message *message)
{
	static const char prefix[] = "qemu-wrapper: ";
	char line[sizeof(prefix) + sizeof(message->text)];
	size_t length = 0, written = 0;
	for (size_t i = 0; prefix[i]; i++)
		line[length++] = prefix[i];
	for (size_t i = 0; i < message->length; i++)
		line[length++] = message->text[i];
	line[length++] = '\n';
	while (written < length) {
		ssize_t now = write(STDERR_FILENO, line + written, length - written);
		if (now < 0 && errno == EINTR)
			continue;
		if (now <= 0)
			return;
		written += (size_t)now;
	}
}
