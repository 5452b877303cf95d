/* SPDX-License-Identifier: MIT */
/* The declaration of an option as fields of a record, by which a child that loaded the plugin tells
 * its parent. What is read is only as sound as its form: nobody has checked it. */
#ifndef LOADER_SPEC_RECORD_H
#define LOADER_SPEC_RECORD_H

#include "isolation/record.h"

#include <qemu-wrapper/plugin.h>

/** Adds the fields to a record that has begun. */
void spec_record_add(struct strbuf *text, const struct qw_option_spec *spec);

/** Reads them; strings are the reader's. That something is wrong record_end() tells. */
void spec_record_read(struct record_reader *reader, struct qw_option_spec *ret_spec);

#endif
