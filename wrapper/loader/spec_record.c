/* SPDX-License-Identifier: MIT */
#include "loader/spec_record.h"

void spec_record_add(struct strbuf *text, const struct qw_option_spec *spec)
{
	record_add_string(text, spec->name);
	record_add_u32(text, spec->type);
	record_add_string(text, spec->default_value);
	record_add_string(text, spec->help);
	record_add_string(text, spec->choices);
	record_add_i64(text, spec->minimum);
	record_add_i64(text, spec->maximum);
	record_add_string(text, spec->since);
}

void spec_record_read(struct record_reader *reader, struct qw_option_spec *ret_spec)
{
	/* In one expression the order of the calls would be open. */
	ret_spec->name = record_text(reader);
	ret_spec->type = record_u32(reader);
	ret_spec->default_value = record_string(reader);
	ret_spec->help = record_string(reader);
	ret_spec->choices = record_string(reader);
	ret_spec->minimum = record_i64(reader);
	ret_spec->maximum = record_i64(reader);
	ret_spec->since = record_string(reader);
}
