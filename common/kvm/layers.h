/* SPDX-License-Identifier: MIT */
/*
 * What can be said of each layer between the processor and a VM, from below to above. Pure.
 */
#ifndef KVM_LAYERS_H
#define KVM_LAYERS_H

#include "kvm/facts.h"
#include "kvm/report.h"
#include "text/strbuf.h"

enum layer {
	LAYER_PROCESSOR,
	LAYER_PLATFORM,
	/* The cloud's table of sizes; only where we know it. */
	LAYER_CLOUD,
	LAYER_MODULE,
	LAYER_NODE,
	LAYER_PERMISSION,
	LAYER_CONTAINER,
	LAYER_VERSION,
	LAYER_VM,
	LAYER_COUNT
};

/* Constant text. */
const char *layer_name(enum layer layer);

/* Appends nothing if the layer isn't worth a line. */
enum kvm_layer_state layer_describe(enum layer layer, const struct kvm_probe *probe,
				    const struct kvm_facts *facts, struct strbuf *text);

#endif
