/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "report/json_value.h"

enum { FORMAT = 1 };

static int set_count(json_t *object, const char *key, size_t count)
{
	return json_value_set(object, key, json_integer((json_int_t)count));
}

static int add_finding(json_t *array, const struct finding *finding)
{
	json_t *object = json_object();
	if (json_value_append(array, object))
		return -ENOMEM;
	if (json_value_set_text(object, "severity", severity_name(finding->severity)) ||
	    json_value_set_text(object, "subject", finding->subject) ||
	    json_value_set_text(object, "text", finding->text))
		return -ENOMEM;
	return json_value_set_text(object, "remedy", finding->remedy);
}

static int add_section(json_t *array, const struct finding_section *section)
{
	json_t *object = json_object(), *list = json_array();
	if (json_value_append(array, object)) {
		json_decref(list);
		return -ENOMEM;
	}
	if (json_value_set(object, "findings", list) ||
	    json_value_set_text(object, "section", section->name))
		return -ENOMEM;
	for (size_t i = 0; i < section->list.count; i++)
		if (add_finding(list, &section->list.items[i]))
			return -ENOMEM;
	return 0;
}

int doctor_json(const struct findings *findings, struct strbuf *out, struct error *err)
{
	CLEANUP_JSON json_t *root = json_object();
	json_t *sections = json_array();
	if (json_value_set(root, "sections", sections) ||
	    json_value_set(root, "format", json_integer(FORMAT)) ||
	    json_value_set_text(root, "version", QW_VERSION) ||
	    set_count(root, "broken", findings_count(findings, SEVERITY_BROKEN)) ||
	    set_count(root, "warnings", findings_count(findings, SEVERITY_WARNING)))
		return error_memory(err);
	for (size_t i = 0; i < findings->sections.count; i++)
		if (add_section(sections, &findings->sections.items[i]))
			return error_memory(err);
	return json_value_print(root, out) ? error_memory(err) : 0;
}
