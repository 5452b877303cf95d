/* SPDX-License-Identifier: MIT */
/*
 * Why KVM, which the line wants, does not work, in the words of the common report.
 */
#ifndef KVM_FAILURE_H
#define KVM_FAILURE_H

#include <kvm/probe.h>

#define FAILURE_TEXT_MAX 860

struct failure {
	/* One word, constant. */
	const char *cause;
	/* What is wrong and what to do, in one line. */
	char text[FAILURE_TEXT_MAX];
};

void failure_of_probe(const char *device, const struct kvm_probe *probe,
		      struct failure *ret_failure);

/* A QEMU that can't use KVM here, whatever the device does. */
void failure_of_target(const char *program, const char *target, struct failure *ret_failure);

#endif
