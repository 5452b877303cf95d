/* SPDX-License-Identifier: MIT */
/*
 * The functions behind qemu-wrapper/plugin.h: what each does and promises is documented there.
 * Services trust nothing they are given but the pointers the host has made itself.
 */
#ifndef PIPELINE_SERVICES_H
#define PIPELINE_SERVICES_H

#include <qemu-wrapper/plugin.h>

/** A field of a fact in interface 0.1: nothing shorter was ever made. */
#define FIELD_SIZE (offsetof(struct qw_field, number) + sizeof(int64_t))

/** The table that every plugin is given. */
extern const struct qw_host host_services;

/* services_read.c */
struct qw_option *service_next(const struct qw_command *cmd, const char *selector,
			       const struct qw_option *previous, int only_one);
const char *service_text(const struct qw_command *cmd, const struct qw_option *opt, int what);
uint32_t service_flags(const struct qw_command *cmd, const struct qw_option *opt);
int64_t service_index(const struct qw_command *cmd, const struct qw_option *opt);
const char *service_owner(const struct qw_command *cmd, const struct qw_option *opt,
			  const char *property);
const char *service_get(const struct qw_command *cmd, const struct qw_option *opt,
			const char *property);
int service_property(const struct qw_command *cmd, const struct qw_option *opt, size_t index,
		     const char **ret_key, const char **ret_value);
const char *service_env(const struct qw_command *cmd, const char *name);
uint32_t service_line(const struct qw_command *cmd);
const char *service_about(const struct qw_command *cmd, int what);

/* services_add.c */
int service_add(struct qw_command *cmd, const struct qw_option *anchor, int after,
		const char *option, const char *value, uint32_t flags, const char *reason);
int service_add_words(struct qw_command *cmd, int last, const struct qw_word *words, size_t count,
		      const char *reason);

/* services_set.c */
int service_set(struct qw_command *cmd, struct qw_option *opt, const char *property,
		int64_t position, const char *value, uint32_t flags, const char *reason);
int service_remove(struct qw_command *cmd, struct qw_option *opt, const char *property,
		   uint32_t flags, const char *reason);

/* services_surroundings.c: environment and descriptors */
int service_set_env(struct qw_command *cmd, const char *name, const char *value, uint32_t flags,
		    const char *reason);
int service_reserve_fd(struct qw_command *cmd, const char *reason);

/* services_report.c */
const char *service_argument(const struct qw_command *cmd, int which, size_t index,
			     const char **ret_origin);
int service_change_at(const struct qw_command *cmd, size_t index, struct qw_change *ret_change);
int service_fact_at(const struct qw_command *cmd, size_t index, const char **ret_plugin,
		    const char **ret_key, const struct qw_field **ret_fields, size_t *ret_count);
int service_fact_at_sized(const struct qw_command *cmd, size_t index, const char **ret_plugin,
			  const char **ret_key, const struct qw_field **ret_fields,
			  size_t field_size, size_t *ret_count);
int service_note_at(const struct qw_command *cmd, size_t index, const char **ret_plugin,
		    uint32_t *ret_level, const char **ret_text);
const char *service_redact(const struct qw_command *cmd, const char *option, const char *value);
const char *service_redact_property(const struct qw_command *cmd, const char *option,
				    const char *property, const char *value);

#endif
