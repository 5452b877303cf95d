/* SPDX-License-Identifier: MIT */
#include "tool/tool.h"

#include "base/message.h"
#include "doctor/doctor.h"
#include "tool/colour.h"
#include "tool/help.h"
#include "tool/print.h"

#include <string.h>

static int show(const struct findings *findings, bool json, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = { 0 };
	int status = 0;
	if (json)
		status = doctor_json(findings, &text, err);
	else
		doctor_text(findings, colour_is_wanted(), &text);
	return status ? status : tool_print(&text, err);
}

int tool_doctor(const char *const *words, const char *const *envp)
{
	CLEANUP_DOCTOR struct doctor doctor = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	bool json = false;
	if (help_wanted_among(words))
		return help_print("doctor");
	for (; *words; words++) {
		if (strcmp(*words, "--json") != 0)
			return help_complain("doctor", "'%s' is not expected here", *words);
		json = true;
	}
	if (doctor_examine("", QW_SYSCONFDIR "/qemu-wrapper", envp, &doctor, &err) ||
	    show(&doctor.findings, json, &err)) {
		message_print(error_text(&err));
		return TOOL_REFUSED;
	}
	return findings_count(&doctor.findings, SEVERITY_BROKEN) ? TOOL_FOUND_PROBLEMS : TOOL_OK;
}
