/* SPDX-License-Identifier: MIT */
#include "doctor/doctor.h"

#include "command/redact.h"
#include "isolation/child.h"
#include "isolation/record.h"
#include "prepare.h"

#include <string.h>

/* Longer than what one isolated plugin may take, so that the launch tells which it is. */
static const struct child_limits limits = { .milliseconds = 10000, .answer = 1 << 20 };

enum record_type { RECORD_REFUSED, RECORD_WARNING };

/* One name that a launch is tried by, with the program that would be started. */
struct attempt {
	struct doctor *doctor;
	const char *name, *real;
	struct child_result result;
};

/* -- In the child -- */

/* No program, no configuration, a plugin that isn't there: other sections tell these. */
static bool is_told(const struct refusal *refusal)
{
	return !refusal->plugin || !strcmp(refusal->phase, "load");
}

static void add_text(struct strbuf *answer, const char *plugin, const char *text)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *line =
		arena_printf(&arena, "%s%s%s", plugin ? plugin : "", plugin ? ": " : "", text);
	const char *safe = line ? redact(NULL, line, &arena) : NULL;
	record_add_string(answer, safe ? safe : "out of memory");
}

static void add_plan(struct strbuf *answer, const struct pipeline *pipeline)
{
	const struct refusal *refusal = &pipeline->refusal;
	const struct notes *notes = &pipeline->journal.notes;
	if (refusal->text) {
		record_begin(answer, RECORD_REFUSED);
		record_add_u32(answer, is_told(refusal));
		add_text(answer, refusal->plugin, refusal->text);
		record_finish(answer);
	}
	for (size_t i = 0; i < notes->list.count && !refusal->text; i++) {
		if (notes->list.items[i].level < NOTE_WARNING)
			continue;
		record_begin(answer, RECORD_WARNING);
		add_text(answer, notes->list.items[i].plugin, notes->list.items[i].text);
		record_finish(answer);
	}
}

static int try(void *data, struct strbuf *answer)
{
	CLEANUP_PREPARED struct prepared prepared = { 0 };
	CLEANUP_ERROR struct error err = { 0 };
	const struct attempt *attempt = data;
	const char *const argv[] = { attempt->name, NULL };
	struct invocation invocation = { .argv = argv,
					 .envp = attempt->doctor->envp,
					 .name = attempt->name,
					 .program = attempt->real };
	if (prepare(&invocation, &prepared, &err))
		return EXIT_FAILURE;
	add_plan(answer, &prepared.pipeline);
	return answer->failed ? EXIT_FAILURE : 0;
}

/* -- In the parent -- */

static void add_refusal(const struct attempt *attempt, const char *why)
{
	CLEANUP_ARENA struct arena arena = { 0 };
	const char *remedy =
		arena_printf(&arena, "correct what it names; `qemu-wrapper explain %s` shows more",
			     attempt->name);
	findings_add(&attempt->doctor->findings, SEVERITY_BROKEN, attempt->name, remedy,
		     "without any argument it is not started: %s", why);
}

/* One record; true: it says that all is well otherwise. */
static bool add_record(const struct attempt *attempt, struct record_reader *reader, uint32_t type)
{
	CLEANUP_ERROR struct error err = { 0 };
	struct findings *findings = &attempt->doctor->findings;
	bool told = type == RECORD_REFUSED && record_u32(reader);
	const char *text = record_text(reader);
	if (record_end(reader, &err))
		findings_add(findings, SEVERITY_WARNING, attempt->name, NULL, "%s",
			     error_text(&err));
	else if (type == RECORD_WARNING)
		findings_add(findings, SEVERITY_INFO, attempt->name, NULL, "warns: %s", text);
	else if (told)
		findings_add(findings, SEVERITY_INFO, attempt->name, NULL,
			     "is not started, for another section's reason: %s", text);
	else
		add_refusal(attempt, text);
	return false;
}

/* True: nothing is said about it but that it's well. */
static bool add_result(const struct attempt *attempt)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	struct arena *arena = &attempt->doctor->arena;
	const struct child_result *result = &attempt->result;
	struct record_reader reader;
	uint32_t type;
	bool well = true;
	if (result->end != CHILD_ANSWERED) {
		const char *words = child_result_words(result, &limits, arena);
		const char *why = words ? arena_printf(arena, "a plugin %s", words) : NULL;
		add_refusal(attempt, why ? why : "out of memory");
		return false;
	}
	record_reader_begin(&reader, result->bytes, result->size);
	while (record_next(&reader, &type, &ignored) > 0)
		well = add_record(attempt, &reader, type) && well;
	return well;
}

/* What many names have in common is told about the first of them. */
static bool is_news(const struct attempt *attempts, size_t index)
{
	const struct child_result *now = &attempts[index].result;
	for (size_t i = 0; i < index; i++) {
		const struct child_result *then = &attempts[i].result;
		if (then->end == now->end && then->number == now->number &&
		    then->size == now->size &&
		    (!now->size || !memcmp(then->bytes, now->bytes, now->size)))
			return false;
	}
	return true;
}

static void try_all(struct doctor *doctor, struct attempt *attempts, size_t count)
{
	bool well = true;
	for (size_t i = 0; i < count; i++) {
		CLEANUP_ERROR struct error err = { 0 };
		struct attempt *attempt = &attempts[i];
		if (child_run(try, attempt, &limits, &doctor->arena, &attempt->result, &err)) {
			findings_add(&doctor->findings, SEVERITY_WARNING, NULL, NULL,
				     "not tried: %s", doctor_safe_text(doctor, &err));
			return;
		}
		if (is_news(attempts, i) && !add_result(attempt))
			well = false;
		/* The others would only take as long. */
		if (attempt->result.end == CHILD_LATE)
			return;
	}
	if (well)
		findings_add(&doctor->findings, SEVERITY_OK, NULL, NULL,
			     "no plugin stands in the way of %s%s", attempts[0].name,
			     count > 1 ? " and the others" : "");
}

static bool is_among(const struct attempt *attempts, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(attempts[i].name, name))
			return true;
	return false;
}

/* Each name that a drop-in has; without any, the first QEMU, which `run` could start. */
static size_t collect(struct doctor *doctor, struct attempt *attempts)
{
	size_t count = 0;
	const struct program *first = NULL;
	for (size_t i = 0; i < doctor->programs.list.count; i++) {
		CLEANUP_ERROR struct error err = { 0 };
		const struct program *program = &doctor->programs.list.items[i];
		if (!program->executable)
			continue;
		if (!program->is_wrapper) {
			first = first ? first : program;
			continue;
		}
		const char *real = doctor_real_program(doctor, program->path, program->name, &err);
		if (real && !is_among(attempts, count, program->name))
			attempts[count++] = (struct attempt){ .doctor = doctor,
							      .name = program->name,
							      .real = real };
	}
	if (!count && first)
		attempts[count++] = (struct attempt){ .doctor = doctor,
						      .name = first->name,
						      .real = first->path };
	return count;
}

void section_launch(struct doctor *doctor)
{
	findings_begin(&doctor->findings, "launch", "Launch");
	struct attempt *attempts =
		arena_array(&doctor->arena, doctor->programs.list.count + 1, sizeof(*attempts));
	size_t count = attempts ? collect(doctor, attempts) : 0;
	if (!attempts)
		doctor->findings.failed = true;
	else if (doctor->broken_configuration)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "not tried: the configuration is broken");
	else if (doctor->plugins_refused)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "not tried: the plugins can't be loaded");
	else if (!count)
		findings_add(&doctor->findings, SEVERITY_INFO, NULL, NULL,
			     "not tried: there is no QEMU to be started");
	else
		try_all(doctor, attempts, count);
}
