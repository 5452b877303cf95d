/* SPDX-License-Identifier: MIT */
/*
 * What to do about a cause: the exact command or setting for where we are. Pure. Ids are numbers,
 * since names differ between a container and its host.
 */
#ifndef KVM_REMEDY_H
#define KVM_REMEDY_H

#include "kvm/judge.h"
#include "text/strbuf.h"

/* What a remedy may be long, so that one message has room for it and the summary. */
#define REMEDY_MAX 380u

/* Appends one line or two; nothing if KVM works. */
void remedy_make(enum kvm_cause cause, const char *device, const struct kvm_facts *facts,
		 struct strbuf *text);

/* The part that is about owner, mode and groups. */
void remedy_permission(const char *device, const struct kvm_facts *facts, struct strbuf *text);

/* How a container gets the device at all. */
void remedy_pass_device(const struct own_facts *own, struct strbuf *text);

#endif
