/* SPDX-License-Identifier: MIT */
#include "kvm/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kvm/judge.h"
#include "kvm/layers.h"
#include "kvm/remedy.h"
#include "kvm/summary.h"

/* The path of a device may be long; what is shown of it is not. */
#define DEVICE_SHOWN 256u

static int add_layers(const struct kvm_probe *probe, const struct kvm_facts *facts,
		      struct kvm_report *report)
{
	report->layers = calloc(LAYER_COUNT, sizeof(*report->layers));
	if (!report->layers)
		return -ENOMEM;
	for (enum layer layer = 0; layer < LAYER_COUNT; layer++) {
		struct text text = { 0 };
		struct kvm_layer *row = &report->layers[report->layer_count];
		row->name = layer_name(layer);
		row->state = layer_describe(layer, probe, facts, &text);
		if (!text.length)
			continue;
		row->text = strdup(text.bytes);
		if (!row->text)
			return -ENOMEM;
		report->layer_count++;
	}
	return 0;
}

static int add_verdict(const char *device, const struct kvm_probe *probe,
		       const struct kvm_facts *facts, struct kvm_report *report)
{
	char shown[DEVICE_SHOWN];
	struct text summary = { 0 }, remedy = { 0 };
	enum kvm_cause cause = judge(probe, facts);
	text_shown(*device ? device : "(no path)", shown, sizeof(shown));
	report->works = cause == KVM_WORKS;
	report->cause = cause_word(cause);
	summary_make(cause, shown, probe, facts, &summary);
	report->summary = strdup(summary.bytes);
	if (!report->summary)
		return -ENOMEM;
	remedy_make(cause, shown, facts, &remedy);
	if (!remedy.length)
		return 0;
	report->remedy = strdup(remedy.bytes);
	return report->remedy ? 0 : -ENOMEM;
}

int kvm_report_make(const char *device, const struct kvm_probe *probe, const char *root,
		    struct kvm_report *ret_report)
{
	struct kvm_facts facts;
	struct kvm_report report = { 0 };
	facts_gather(device, root, &facts);
	int r = add_verdict(device, probe, &facts, &report);
	if (!r)
		r = add_layers(probe, &facts, &report);
	if (r < 0) {
		kvm_report_release(&report);
		return r;
	}
	*ret_report = report;
	return 0;
}

void kvm_report_release(struct kvm_report *report)
{
	for (size_t i = 0; i < report->layer_count; i++)
		free(report->layers[i].text);
	free(report->layers);
	free(report->summary);
	free(report->remedy);
	*report = (struct kvm_report){ 0 };
}
