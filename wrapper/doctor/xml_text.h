/* SPDX-License-Identifier: MIT */
/* One element's text in the XML files of libvirt, which it writes itself and always alike: no
 * comments, namespaces or CDATA where we look. */
#ifndef DOCTOR_XML_TEXT_H
#define DOCTOR_XML_TEXT_H

#include "base/arena.h"

/** The text between <NAME> and </NAME>, with its five entities decoded; NULL: not there. */
const char *xml_text(const char *xml, const char *name, struct arena *arena);

#endif
