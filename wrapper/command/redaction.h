/* SPDX-License-Identifier: MIT */
/*
 * The parts of redact(): each copies a text, or a span of one, to a buffer and puts "***" in the
 * place of secrets. They look at the letters only and believe nothing about the text being well
 * formed: what can't be read for certain is taken for a secret.
 */
#ifndef COMMAND_REDACTION_H
#define COMMAND_REDACTION_H

#include "base/strbuf.h"

struct redaction {
	struct strbuf out;
	/** `data` is a key of secrets here: in -object secret. */
	bool data_is_secret;
	/** `string` is: in -fw_cfg, which carries Ignition files and the like into guests. */
	bool string_is_secret;
	/** A comma may be part of a value: nobody knows who wrote the text. */
	bool is_free_text;
	/** All keys but a few are: in -smbios, whose strings carry credentials and seeds. */
	bool only_smbios_keys;
};

bool redaction_is_secret(const struct redaction *redaction, const char *key, size_t length);

/** A value, or "***" if it isn't harmless. */
void redact_value(struct redaction *redaction, const char *value, size_t length);

/** A plain text: passwords in URLs, in rbd: names, in key=value words, in JSON within it. */
void redact_plain(struct redaction *redaction, const char *text, size_t length);

/** What begins at `at` in such a text; returns how much of it was copied, at least 1. */
size_t redact_plain_step(struct redaction *redaction, const char *text, const char *at,
			 const char *end);

/** At a quote, or the backslashes before one: if a member of a JSON object with a secret's key
 * begins here, redacts it and returns its length, else 0. */
size_t redact_json_member(struct redaction *redaction, const char *text, size_t length);

/** Text that is or contains JSON, escaped once or more often. */
void redact_json(struct redaction *redaction, const char *text, size_t length);

#endif
