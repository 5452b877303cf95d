/* SPDX-License-Identifier: MIT */
/*
 * What failed and why, on one line, with the numbers. Pure.
 */
#ifndef KVM_SUMMARY_H
#define KVM_SUMMARY_H

#include "kvm/judge.h"
#include "text/strbuf.h"

void summary_make(enum kvm_cause cause, const char *device, const struct kvm_probe *probe,
		  const struct kvm_facts *facts, struct strbuf *text);

#endif
