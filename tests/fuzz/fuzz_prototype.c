/* SPDX-License-Identifier: MIT */
/* Any text as the prototype of a foreign function. What is accepted and written again in the usual
 * spelling is the same prototype; what is refused is refused somewhere in the text. */
#include "fuzz.h"

#include "base/cleanup.h"
#include "prototype.h"
#include "text/strbuf.h"

static void print(struct strbuf *out, const struct prototype *prototype)
{
	strbuf_addf(out, "%s ", prototype->result.name);
	strbuf_add(out, prototype->name.at, prototype->name.length);
	strbuf_adds(out, prototype->count ? "(" : "(void");
	for (size_t i = 0; i < prototype->count; i++)
		strbuf_addf(out, "%s%s", i ? ", " : "", prototype->parameters[i].name);
	strbuf_addc(out, ')');
	MUST(!out->failed);
}

static void check_type(const struct type *type)
{
	MUST(type->kind <= TYPE_BUFFER && type->name);
	if (type->kind == TYPE_INTEGER)
		MUST(type->size == 1 || type->size == 2 || type->size == 4 || type->size == 8);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_FREE char *text = fuzz_text(data, size);
	CLEANUP_STRBUF struct strbuf usual = { 0 }, again = { 0 };
	struct prototype prototype, copy;
	struct complaint complaint = { 0 };
	if (prototype_parse(text, &prototype, &complaint)) {
		MUST(complaint.column >= 1 && complaint.column <= strlen(text) + 1);
		MUST(*complaint.text);
		return 0;
	}
	MUST(prototype.count <= PROTOTYPE_MOST_PARAMETERS && prototype.name.length);
	MUST(prototype.result.kind != TYPE_BUFFER);
	check_type(&prototype.result);
	for (size_t i = 0; i < prototype.count; i++) {
		check_type(&prototype.parameters[i]);
		MUST(prototype.parameters[i].kind != TYPE_VOID);
	}
	print(&usual, &prototype);
	MUST(!prototype_parse(usual.text, &copy, &complaint));
	print(&again, &copy);
	MUST(!strcmp(usual.text, again.text));
	return 0;
}
