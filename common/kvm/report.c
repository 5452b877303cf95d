/* SPDX-License-Identifier: MIT */
#include "kvm/report.h"

#include <errno.h>
#include <stdlib.h>

#include "kvm/judge.h"
#include "kvm/layers.h"
#include "kvm/remedy.h"
#include "kvm/shown.h"
#include "kvm/summary.h"

/* The path of a device may be long; what is shown of it is not. */
#define DEVICE_SHOWN 256u

/* Hands the text over to the report; NULL if it is empty. */
static int take(struct strbuf *text, char **ret_text)
{
	if (text->failed)
		return -ENOMEM;
	*ret_text = text->text;
	*text = (struct strbuf){ 0 };
	return 0;
}

static int add_layers(const struct kvm_probe *probe, const struct kvm_facts *facts,
		      struct kvm_report *report)
{
	report->layers = calloc(LAYER_COUNT, sizeof(*report->layers));
	if (!report->layers)
		return -ENOMEM;
	for (enum layer layer = 0; layer < LAYER_COUNT; layer++) {
		CLEANUP_STRBUF struct strbuf text = { 0 };
		struct kvm_layer *row = &report->layers[report->layer_count];
		row->name = layer_name(layer);
		row->state = layer_describe(layer, probe, facts, &text);
		if (take(&text, &row->text))
			return -ENOMEM;
		if (row->text)
			report->layer_count++;
	}
	return 0;
}

static int add_verdict(const char *device, const struct kvm_probe *probe,
		       const struct kvm_facts *facts, struct kvm_report *report)
{
	char shown[DEVICE_SHOWN];
	CLEANUP_STRBUF struct strbuf summary = { 0 };
	CLEANUP_STRBUF struct strbuf remedy = { 0 };
	enum kvm_cause cause = judge(probe, facts);
	shown_copy(*device ? device : "(no path)", shown, sizeof(shown));
	report->works = cause == KVM_WORKS;
	report->cause = cause_word(cause);
	summary_make(cause, shown, probe, facts, &summary);
	remedy_make(cause, shown, facts, &remedy);
	int r = take(&summary, &report->summary);
	return r ? r : take(&remedy, &report->remedy);
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
