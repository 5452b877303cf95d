/* SPDX-License-Identifier: MIT */
#include "failure.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <kvm/report.h>

#include "target/target.h"

static void join_lines(char *text)
{
	for (char *at = text; *at; at++) {
		if (*at == '\n')
			*at = ' ';
	}
}

void failure_of_probe(const char *device, const struct kvm_probe *probe,
		      struct failure *ret_failure)
{
	struct kvm_report report;
	int r = kvm_report_make(device, probe, "", &report);
	if (r < 0) {
		ret_failure->cause = "unknown";
		snprintf(ret_failure->text, sizeof(ret_failure->text), "%.400s: %s", device,
			 strerror(probe->error));
		return;
	}
	ret_failure->cause = report.cause;
	snprintf(ret_failure->text, sizeof(ret_failure->text), "%s. %s", report.summary,
		 report.remedy ? report.remedy : "");
	join_lines(ret_failure->text);
	kvm_report_release(&report);
}

void failure_of_target(const char *program, const char *target, struct failure *ret_failure)
{
	ret_failure->cause = "foreign-target";
	snprintf(ret_failure->text, sizeof(ret_failure->text),
		 "%.60s emulates %s, which KVM can't run on %s. Choose -accel tcg, or run it on "
		 "such a machine.",
		 program, target, target_of_host());
}
