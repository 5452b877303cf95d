/* SPDX-License-Identifier: MIT */
#include "cases/case_report.h"

#include "text/visible.h"

#include <string.h>

/* Both lines begin alike up to here; in characters, so that the mark stands below the difference.
 */
static size_t same_characters(const char *one, const char *other)
{
	size_t count = 0;
	for (; *one && *one == *other; one++, other++)
		/* Bytes that continue a character of UTF-8 take no room of their own. */
		count += ((unsigned char)*one & 0xc0) != 0x80;
	if (((unsigned char)*one & 0xc0) == 0x80 || ((unsigned char)*other & 0xc0) == 0x80)
		count--;
	return count;
}

static void add_difference(const char *before, const char *path, const char *title,
			   const struct case_difference *d, struct strbuf *out)
{
	strbuf_addf(out, "%s%s:%zu: ", before, path, d->line);
	if (title) {
		visible_text(out, title);
		strbuf_adds(out, ": ");
	}
	strbuf_addf(out, "%s\n", d->what);
	if (!d->expected || !d->got)
		return;
	strbuf_addf(out, "%s  expected  %s\n%s  got       %s\n", before, d->expected, before,
		    d->got);
	size_t same = same_characters(d->expected, d->got);
	/* Where nothing is alike, there is nothing to point at. */
	if (same)
		strbuf_addf(out, "%s            %*s\n", before, (int)same + 1, "^");
}

static void add_tap(const struct case_report *report, const struct case_file *file,
		    const struct test_case *test, const struct case_differences *differences,
		    struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf title = { 0 };
	if (report->several_files) {
		visible_text(&title, file->lines.path);
		strbuf_adds(&title, ": ");
	}
	visible_text(&title, test->title);
	strbuf_addf(out, "%sok %zu - ", differences->list.count ? "not " : "",
		    report->passed + report->failed);
	/* Behind a # there would stand a directive. */
	for (const char *p = title.text; p && *p; p++) {
		if (*p == '#' || *p == '\\')
			strbuf_addc(out, '\\');
		strbuf_addc(out, *p);
	}
	strbuf_addc(out, '\n');
	out->failed |= title.failed;
	for (size_t i = 0; i < differences->list.count; i++)
		add_difference("# ", file->lines.path, NULL, &differences->list.items[i], out);
}

void case_report_begin(const struct case_report *report, size_t count, struct strbuf *out)
{
	if (report->tap)
		strbuf_addf(out, "1..%zu\n", count);
}

void case_report_add(struct case_report *report, const struct case_file *file,
		     const struct test_case *test, const struct case_differences *differences,
		     struct strbuf *out)
{
	if (differences->list.count)
		report->failed++;
	else
		report->passed++;
	if (report->tap) {
		add_tap(report, file, test, differences, out);
		return;
	}
	for (size_t i = 0; i < differences->list.count; i++)
		add_difference("", file->lines.path, test->title, &differences->list.items[i], out);
}

void case_report_end(const struct case_report *report, struct strbuf *out)
{
	strbuf_addf(out, "%s%zu passed, %zu failed\n", report->tap ? "# " : "", report->passed,
		    report->failed);
}
