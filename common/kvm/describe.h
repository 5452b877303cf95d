/* SPDX-License-Identifier: MIT */
/*
 * The numbers behind a verdict in words, for the summary and the layers. Pure; each appends a part
 * of a line.
 */
#ifndef KVM_DESCRIBE_H
#define KVM_DESCRIBE_H

#include "kvm/facts.h"
#include "text/strbuf.h"

/* "mode 0660, owner 0, group 36", and the ACL. */
void describe_node(const struct node_facts *node, struct strbuf *text);

/* "user 1000, groups 1000 20". */
void describe_ids(const struct own_facts *own, struct strbuf *text);

/* The container, and by which sign. */
void describe_place(const struct own_facts *own, struct strbuf *text);

#endif
