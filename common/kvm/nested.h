/* SPDX-License-Identifier: MIT */
/*
 * What makes the layer below offer virtualization to us. Pure.
 */
#ifndef KVM_NESTED_H
#define KVM_NESTED_H

#include "kvm/facts.h"
#include "text/strbuf.h"

/* True for what can't have KVM whatever its processor shows: gVisor, Kata, WSL 1. */
bool nested_never(enum platform platform);

/* Appends one line or two. */
void nested_remedy(const struct kvm_facts *facts, struct strbuf *text);

#endif
