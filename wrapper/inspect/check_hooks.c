/* SPDX-License-Identifier: MIT */
#include "inspect/check_hooks.h"

#include "base/strbuf.h"
#include "inspect/difficult_lines.h"
#include "isolation/child.h"
#include "isolation/record.h"
#include "loader/phase.h"
#include "text/visible.h"

#include <string.h>
#include <sys/mman.h>

/* Seconds for one line, and how many crashes are enough to know. */
enum { TIME_LIMIT = 5000, ANSWER_LIMIT = 4 << 20, MOST_ENDS = 3, SHOWN_WORDS = 100 };

#define MEMORY_LIMIT ((size_t)1 << 30)

/* One kind of trouble, on one line or many. */
struct trouble {
	uint32_t phase;
	/** FAULT_COUNT + an enum child_end: the process ended. */
	uint32_t kind;
	size_t first_line, lines;
	const char *words;
};

struct checking {
	struct findings *findings;
	struct arena arena;
	struct trial trial;
	/** Where the children write; and what the last of them wrote, made safe. */
	struct trial_report *shared, report;
	VECTOR(struct trouble) troubles;
	size_t tried, refused, ends;
	bool stopped;
};

static void checking_release(struct checking *it)
{
	if (it->shared)
		munmap(it->shared, sizeof(*it->shared));
	free(it->troubles.items);
	arena_release(&it->arena);
}

static int add_trouble(struct checking *it, uint32_t phase, uint32_t kind, size_t line,
		       const char *words)
{
	for (size_t i = 0; i < it->troubles.count; i++) {
		struct trouble *known = &it->troubles.items[i];
		/* Refusals are told by their reasons. */
		bool same = kind != FAULT_REFUSES || (words && !strcmp(known->words, words));
		if (known->phase == phase && known->kind == kind && same) {
			known->lines++;
			return 0;
		}
	}
	struct trouble *room = words ? VECTOR_ADD(&it->troubles) : NULL;
	if (!room)
		return -ENOMEM;
	*room = (struct trouble){ phase, kind, line, 1, words };
	return 0;
}

/* The child is gone, and may have written anything. */
static void take_report(struct checking *it)
{
	struct trial_report *report = &it->report;
	memcpy(report, it->shared, sizeof(*report));
	report->text[sizeof(report->text) - 1] = '\0';
	if (report->count > TRIAL_MOST_FAULTS)
		report->count = TRIAL_MOST_FAULTS;
	for (uint32_t i = 0; i < report->count; i++) {
		struct fault_record *record = &report->faults[i].record;
		record->detail[sizeof(record->detail) - 1] = '\0';
		if (record->fault >= FAULT_COUNT)
			*record = (struct fault_record){ .fault = FAULT_OUTPUT };
	}
}

static int take_faults(struct checking *it, size_t line)
{
	for (uint32_t i = 0; i < it->report.count; i++) {
		const struct trial_fault *fault = &it->report.faults[i];
		if (add_trouble(it, fault->phase, fault->record.fault, line,
				fault_words(&fault->record, &it->arena)))
			return -ENOMEM;
	}
	return 0;
}

static int take_end(struct checking *it, size_t line, const struct child_result *result,
		    const struct child_limits *limits)
{
	const char *words = child_result_words(result, limits, &it->arena);
	if (result->end == CHILD_ANSWERED)
		return 0;
	/* What was closed is told as a fault of its own. */
	if ((result->end == CHILD_GARBLED || result->end == CHILD_CUT_OFF) && it->report.count)
		return 0;
	it->stopped = result->end == CHILD_LATE || ++it->ends >= MOST_ENDS;
	return add_trouble(it, it->report.phase, FAULT_COUNT + result->end, line, words);
}

static int run(struct checking *it, size_t line, const char *const *argv, const char *const *envp,
	       struct child_result *ret_result, struct error *err)
{
	static const struct child_limits limits = { .milliseconds = TIME_LIMIT,
						    .memory = MEMORY_LIMIT,
						    .answer = ANSWER_LIMIT };
	memset(it->shared, 0, sizeof(*it->shared));
	it->trial.argv = argv;
	it->trial.envp = envp;
	int status = child_run(trial_run, &it->trial, &limits, &it->arena, ret_result, err);
	if (status)
		return status;
	take_report(it);
	if (take_faults(it, line) || take_end(it, line, ret_result, &limits))
		return error_memory(err);
	if (it->report.unusable)
		it->stopped = true;
	return 0;
}

/* One list, with a NULL behind it; NULL: that is none. */
static const char *const *read_strings(struct record_reader *reader, struct arena *arena)
{
	CLEANUP_ERROR struct error ignored = { 0 };
	uint32_t type;
	if (record_next(reader, &type, &ignored) <= 0 || type != TRIAL_STRINGS)
		return NULL;
	size_t count = record_count(reader, RECORD_TEXT_SIZE);
	const char **strings = arena_array(arena, count + 1, sizeof(*strings));
	for (size_t i = 0; strings && i < count; i++)
		strings[i] = record_text(reader);
	return strings && !record_end(reader, &ignored) ? strings : NULL;
}

/* What the plugin made of the line. False: it left it alone, or that is no line. */
static bool read_line(const struct child_result *result, struct arena *arena,
		      const char *const **ret_argv, const char *const **ret_envp)
{
	struct record_reader reader;
	if (result->end != CHILD_ANSWERED)
		return false;
	record_reader_begin(&reader, result->bytes, result->size);
	*ret_argv = read_strings(&reader, arena);
	*ret_envp = *ret_argv ? read_strings(&reader, arena) : NULL;
	return *ret_envp && **ret_argv;
}

static int try_line(struct checking *it, size_t index, struct error *err)
{
	struct difficult_line line;
	struct child_result result;
	const char *const *argv, *const *envp;
	if (difficult_line(index, &it->arena, &line))
		return error_memory(err);
	it->trial.again = false;
	int status = run(it, index, line.argv, difficult_environment(), &result, err);
	if (status)
		return status;
	it->tried++;
	it->refused += it->report.refused != 0;
	if (it->stopped || !read_line(&result, &it->arena, &argv, &envp))
		return 0;
	it->trial.again = true;
	return run(it, index, argv, envp, &result, err);
}

/* The words behind argv[0], cut where they become too many. */
static void add_words(struct strbuf *out, const char *const *argv)
{
	CLEANUP_STRBUF struct strbuf words = { 0 };
	for (size_t i = 1; argv[0] && argv[i] && words.length <= SHOWN_WORDS; i++) {
		strbuf_addc(&words, ' ');
		visible_word(&words, strlen(argv[i]) > SHOWN_WORDS ? "..." : argv[i]);
	}
	if (words.length > SHOWN_WORDS)
		words.text[SHOWN_WORDS] = '\0';
	if (words.length)
		strbuf_addf(out, ":%s%s", words.text, words.length > SHOWN_WORDS ? "..." : "");
	out->failed = out->failed || words.failed;
}

static void add_where(struct checking *it, const struct trouble *trouble, struct strbuf *out)
{
	struct difficult_line line;
	/* Nothing is known of the line yet, or it doesn't matter. */
	if (trouble->phase == TRIAL_LOAD || trouble->phase == TRIAL_OPEN)
		return;
	if (trouble->lines >= it->tried && it->tried > 1) {
		strbuf_adds(out, "; on every line");
		return;
	}
	if (!trouble->first_line) {
		strbuf_adds(out, "; on an ordinary line");
		if (trouble->lines > 1)
			strbuf_addf(out, " and %zu others", trouble->lines - 1);
		return;
	}
	if (difficult_line(trouble->first_line, &it->arena, &line)) {
		out->failed = true;
		return;
	}
	strbuf_addf(out, "; on a line with %s", line.about);
	if (trouble->lines > 1)
		strbuf_addf(out, " (and %zu others)", trouble->lines - 1);
	add_words(out, line.argv);
}

static const char *end_remedy(const struct trouble *trouble)
{
	switch ((enum child_end)(trouble->kind - FAULT_COUNT)) {
	case CHILD_EXITED:
		return "return an error instead: return qw_error(ctx, EINVAL, \"...\")";
	case CHILD_LATE:
		return "a launch waits for every hook: wait for nothing, or with a timeout";
	case CHILD_KILLED:
		if (trouble->phase == TRIAL_LOAD)
			return "does its table of options end with { 0 }? Otherwise it is a "
			       "constructor of the plugin or of a library";
		return "run `qemu-wrapper explain --plugins '' --plugin FILE PROGRAM ARG...` under "
		       "gdb or valgrind, with such a line as PROGRAM ARG...";
	default:
		return "close and write to nothing but what the plugin opened";
	}
}

/* A refusal is a plugin's right, but hardly of the line that everybody writes. */
static enum severity severity_of(const struct trouble *trouble)
{
	if (trouble->kind >= FAULT_COUNT)
		return SEVERITY_BROKEN;
	if (trouble->kind == FAULT_REFUSES && !trouble->first_line)
		return SEVERITY_WARNING;
	return fault_severity((enum fault)trouble->kind);
}

static const char *remedy_of(const struct trouble *trouble)
{
	if (trouble->kind >= FAULT_COUNT)
		return end_remedy(trouble);
	/* What is said without a remark needs no remedy. */
	return severity_of(trouble) < SEVERITY_WARNING ? NULL
						       : fault_remedy((enum fault)trouble->kind);
}

static void tell_troubles(struct checking *it)
{
	for (size_t i = 0; i < it->troubles.count; i++) {
		const struct trouble *trouble = &it->troubles.items[i];
		CLEANUP_STRBUF struct strbuf text = { 0 };
		visible_text(&text, trouble->words);
		add_where(it, trouble, &text);
		if (text.failed) {
			it->findings->failed = true;
			return;
		}
		findings_add(it->findings, severity_of(trouble), trial_phase_name(trouble->phase),
			     remedy_of(trouble), "%s", text.text);
	}
}

static void tell_unusable(struct checking *it)
{
	if (it->report.phase != TRIAL_DONE)
		return;
	if (!it->report.hooks)
		findings_add(it->findings, SEVERITY_BROKEN, NULL, NULL, "%s", it->report.text);
	else
		findings_add(
			it->findings, SEVERITY_BROKEN, "open",
			"it should come up with the defaults of its options; if it can't, name "
			"what it needs by --option KEY=VALUE",
			"refuses: %s", it->report.text);
}

/* What is as it should be, and what was not looked at. */
static void tell_rest(struct checking *it)
{
	uint32_t hooks = it->report.hooks;
	bool launch = hooks & PHASE_BIT(PHASE_LAUNCH), outcome = hooks & PHASE_BIT(PHASE_OUTCOME);
	findings_add(it->findings, SEVERITY_OK, NULL, NULL,
		     "it loads; descriptor and %u option%s are sound", it->report.options,
		     it->report.options == 1 ? "" : "s");
	if (!it->stopped && it->refused)
		findings_add(it->findings, SEVERITY_INFO, NULL, NULL,
			     "it refused %zu of %zu difficult lines, which is its right",
			     it->refused, it->tried);
	else if (!it->stopped)
		findings_add(it->findings, SEVERITY_OK, NULL, NULL,
			     "its hooks came back from %zu difficult lines", it->tried);
	if (launch || outcome)
		findings_add(it->findings, SEVERITY_INFO, NULL, NULL,
			     "not called, for they have side effects: %s%s%s",
			     launch ? "launch" : "", launch && outcome ? ", " : "",
			     outcome ? "outcome" : "");
}

static int check_all(struct checking *it, struct error *err)
{
	int status = 0;
	for (size_t i = 0; i < difficult_line_count() && !it->stopped && !status; i++)
		status = try_line(it, i, err);
	if (status)
		return status;
	if (it->report.unusable)
		tell_unusable(it);
	else if (it->report.hooks)
		tell_rest(it);
	tell_troubles(it);
	return 0;
}

int check_hooks(const char *file, const struct trial_option *options, size_t option_count,
		struct findings *findings, struct error *err)
{
	CLEANUP(checking_release)
	struct checking it = { .findings = findings };
	void *shared = mmap(NULL, sizeof(*it.shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return error_set(err, errno, "no shared memory: %s", strerror(errno));
	it.shared = shared;
	it.trial = (struct trial){
		.file = file, .options = options, .option_count = option_count, .report = it.shared
	};
	return check_all(&it, err);
}
