/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "io/file.h"
#include "kvm/facts.h"

/* The first processor tells enough; a machine of hundreds takes long to list them all. */
#define CPUINFO_ROOM 8192u

static enum architecture architecture_of(const char *machine)
{
	bool x86_32 = machine[0] == 'i' && machine[1] && !strcmp(machine + 2, "86");
	if (x86_32 || !strcmp(machine, "x86_64"))
		return ARCHITECTURE_X86;
	if (!strcmp(machine, "aarch64") || !strncmp(machine, "arm", 3))
		return ARCHITECTURE_ARM;
	return strncmp(machine, "s390", 4) ? ARCHITECTURE_OTHER : ARCHITECTURE_S390;
}

/* What follows the colon of the line that begins with `name`. */
static const char *field(const char *text, const char *name)
{
	const char *rest = line_after(text, name);
	const char *colon = rest ? strpbrk(rest, ":\n") : NULL;
	return colon && *colon == ':' ? colon + 1 : NULL;
}

static void look_for(const char *flags, const char *flag, struct processor_facts *processor)
{
	if (!line_has_word(flags, flag))
		return;
	processor->virtualization = KNOWN_YES;
	snprintf(processor->flag, sizeof(processor->flag), "%s", flag);
}

static void read_x86(const char *text, struct processor_facts *processor, bool *ret_guest)
{
	const char *maker = field(text, "vendor_id");
	const char *flags = field(text, "flags");
	if (maker && (line_has_word(maker, "AuthenticAMD") || line_has_word(maker, "HygonGenuine")))
		processor->maker = MAKER_AMD;
	/* kvm_intel serves these too. */
	else if (maker &&
		 (line_has_word(maker, "GenuineIntel") || line_has_word(maker, "CentaurHauls")))
		processor->maker = MAKER_INTEL;
	if (!flags)
		return;
	processor->virtualization = KNOWN_NO;
	look_for(flags, "vmx", processor);
	look_for(flags, "svm", processor);
	*ret_guest = line_has_word(flags, "hypervisor");
}

void facts_processor(const char *root, const char *machine, struct processor_facts *ret_processor,
		     bool *ret_guest)
{
	char text[CPUINFO_ROOM];
	*ret_processor = (struct processor_facts){ .architecture = architecture_of(machine) };
	*ret_guest = false;
	if (!file_read(root, "/proc/cpuinfo", text, sizeof(text)))
		return;
	const char *features = field(text, "features");
	if (ret_processor->architecture == ARCHITECTURE_X86) {
		read_x86(text, ret_processor, ret_guest);
	} else if (ret_processor->architecture == ARCHITECTURE_S390 && features) {
		ret_processor->virtualization = KNOWN_NO;
		look_for(features, "sie", ret_processor);
	}
}
