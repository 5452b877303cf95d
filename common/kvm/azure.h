/* SPDX-License-Identifier: MIT */
/*
 * Which sizes of Azure's machines offer nested virtualization. A dated table: Microsoft's own pages
 * were wrong for months at times, so the advice always is to test on the machine. Pure.
 *
 * A machine can't tell its size without asking the metadata service, which a launch doesn't do.
 */
#ifndef KVM_AZURE_H
#define KVM_AZURE_H

#include "kvm/facts.h"
#include "text/strbuf.h"

/* When the sources were last read. */
#define AZURE_DATE "November 2026"

enum azure_verdict { AZURE_NESTS, AZURE_NESTS_NOT, AZURE_UNCLEAR };

struct azure_series {
	char series[40];
	char remark[24];
	enum azure_verdict verdict;
};

/* NULL behind the last one. */
const struct azure_series *azure_series(size_t index);

/* The whole table on one line. */
void azure_table(struct strbuf *text);

/* What to do on a machine of Azure that shows no virtualization. */
void azure_remedy(const struct kvm_facts *facts, struct strbuf *text);

#endif
