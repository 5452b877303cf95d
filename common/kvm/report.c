/* SPDX-License-Identifier: MIT */
#include "kvm/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *cause_of(const struct kvm_probe *probe)
{
	if (probe->step == KVM_STEP_DONE)
		return "works";
	switch (probe->error) {
	case ENOENT:
	case ENODEV:
		return "no-device";
	case EACCES:
		return "no-permission";
	case EPERM:
		return probe->step == KVM_STEP_OPEN ? "device-rule" : "refused";
	case EBUSY:
		return "busy";
	default:
		return probe->step == KVM_STEP_CREATE ? "refused" : "not-kvm";
	}
}

int kvm_report_make(const char *device, const struct kvm_probe *probe, const char *root,
		    struct kvm_report *ret_report)
{
	(void)root;
	static const char doing[][16] = { "open", "ask the version", "create a VM", "use" };
	struct kvm_report report = { .works = probe->step == KVM_STEP_DONE,
				     .cause = cause_of(probe) };
	int length = report.works ? asprintf(&report.summary, "%s works", device)
				  : asprintf(&report.summary, "%s: cannot %s: %s", device,
					     doing[probe->step], strerror(probe->error));
	if (length < 0)
		return -ENOMEM;
	if (!report.works &&
	    asprintf(&report.remedy, "Look at `ls -ln %s` and `dmesg | grep kvm`.", device) < 0) {
		free(report.summary);
		return -ENOMEM;
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
