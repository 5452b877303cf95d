/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include <kvm/report.h>
#include <string.h>

static const char *device(const struct doctor *doctor)
{
	const char *chosen = doctor_plugin_option(doctor, "kvm", "device");
	return chosen && *chosen ? chosen : "/dev/kvm";
}

/* QEMU runs without KVM too, only slowly; but somebody may have said that it must not. */
static enum severity severity_of_failure(const struct doctor *doctor)
{
	const char *mode = doctor_plugin_option(doctor, "kvm", "mode");
	if (mode && !strcmp(mode, "require"))
		return SEVERITY_BROKEN;
	return mode && !strcmp(mode, "off") ? SEVERITY_INFO : SEVERITY_WARNING;
}

/* Of a KVM that works the layers are no news. */
static void add_layers(struct doctor *doctor, const struct kvm_report *report)
{
	for (size_t i = 0; i < report->layer_count; i++) {
		const struct kvm_layer *layer = &report->layers[i];
		findings_add(&doctor->findings,
			     layer->state == KVM_LAYER_OK ? SEVERITY_OK : SEVERITY_INFO,
			     layer->name, NULL, "%s", layer->text ? layer->text : "");
	}
}

void section_kvm(struct doctor *doctor)
{
	struct kvm_probe probe;
	struct kvm_report report = { 0 };
	const char *path = device(doctor);
	findings_begin(&doctor->findings, "kvm", "KVM");
	kvm_probe(path, &probe);
	if (kvm_report_make(path, &probe, doctor->root, &report)) {
		doctor->findings.failed = true;
		return;
	}
	if (!report.works)
		add_layers(doctor, &report);
	findings_add(&doctor->findings, report.works ? SEVERITY_OK : severity_of_failure(doctor),
		     NULL, report.remedy, "%s", report.summary);
	kvm_report_release(&report);
}
