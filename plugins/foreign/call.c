/* SPDX-License-Identifier: MIT */
#include "call.h"

#include <dlfcn.h>
#include <errno.h>
#include <ffi.h>
#include <link.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* libffi stores integers narrower than a register as a whole one. */
union returned {
	ffi_arg word;
	union value value;
};

static ffi_type *integer_type(const struct type *type)
{
	switch (type->size) {
	case 1:
		return type->is_signed ? &ffi_type_sint8 : &ffi_type_uint8;
	case 2:
		return type->is_signed ? &ffi_type_sint16 : &ffi_type_uint16;
	case 4:
		return type->is_signed ? &ffi_type_sint32 : &ffi_type_uint32;
	default:
		return type->is_signed ? &ffi_type_sint64 : &ffi_type_uint64;
	}
}

static ffi_type *ffi_type_of(const struct type *type)
{
	switch (type->kind) {
	case TYPE_VOID:
		return &ffi_type_void;
	case TYPE_DOUBLE:
		return &ffi_type_double;
	case TYPE_STRING:
	case TYPE_BUFFER:
		return &ffi_type_pointer;
	case TYPE_BOOL:
	case TYPE_INTEGER:
		break;
	}
	return integer_type(type);
}

/* Who can write to the file can run code here. What the dynamic linker finds by name is its own
 * business. */
static int check_file(const char *path, struct complaint *complaint)
{
	struct stat st;
	if (*path != '/')
		return 0;
	if (stat(path, &st))
		return complain(complaint, 0, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return complain(complaint, 0, "%s is not a regular file", path);
	if (st.st_mode & S_IWOTH)
		return complain(complaint, 0, "%s may be written by everybody: chmod o-w it", path);
	return 0;
}

/* dlsym() finds variables as well. */
static bool is_data(void *address)
{
	ElfW(Sym) *symbol = NULL;
	Dl_info info;
	return dladdr1(address, &info, (void **)&symbol, RTLD_DL_SYMENT) && symbol &&
	       info.dli_saddr == address && ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT;
}

static int find_function(const struct call *call, void (**ret_function)(void),
			 struct complaint *complaint)
{
	int status = check_file(call->library, complaint);
	if (status)
		return status;
	void *handle = dlopen(call->library, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return complain(complaint, 0, "the library can't be loaded: %s", dlerror());
	void *symbol = dlsym(handle, call->function);
	if (!symbol)
		return complain(complaint, 0,
				"%s has no function '%s': is it misspelled, or in "
				"another version of the library?",
				call->library, call->function);
	if (is_data(symbol))
		return complain(complaint, 0, "'%s' of %s is no function, but data", call->function,
				call->library);
	/* ISO C has no conversion from one to the other; POSIX says that this works. */
	memcpy(ret_function, &symbol, sizeof(symbol));
	return 0;
}

/* The low bytes of what libffi stored, with the sign of the type. */
static void take_integer(const struct type *type, ffi_arg word, union value *value)
{
	struct integer integer = { false, word };
	memset(value, 0, sizeof(*value));
	if (type->kind == TYPE_BOOL)
		value->truth = (unsigned char)word != 0;
	else
		integer_store(integer, type, value);
}

static int take_text(const struct call *call, const char *text, char **ret_text,
		     struct complaint *complaint)
{
	if (!text)
		return 0;
	size_t length = strnlen(text, CALL_MOST_TEXT + 1);
	bool is_long = length > CALL_MOST_TEXT;
	*ret_text = is_long ? NULL : strndup(text, length);
	if (call->frees_result)
		free((void *)(uintptr_t)text);
	if (is_long)
		return complain(complaint, 0, "it returned a string of more than %d bytes",
				CALL_MOST_TEXT);
	return *ret_text ? 0 : complain(complaint, 0, "out of memory");
}

static int take_result(const struct call *call, const union returned *returned,
		       struct outcome *outcome, struct complaint *complaint)
{
	bool is_narrow = call->prototype->result.size < sizeof(ffi_arg);
	switch (call->prototype->result.kind) {
	case TYPE_VOID:
		return 0;
	case TYPE_STRING:
		return take_text(call, returned->value.pointer, &outcome->text, complaint);
	case TYPE_BOOL:
	case TYPE_INTEGER:
		if (is_narrow) {
			take_integer(&call->prototype->result, returned->word, &outcome->value);
			return 0;
		}
		break;
	case TYPE_DOUBLE:
	case TYPE_BUFFER:
		break;
	}
	outcome->value = returned->value;
	return 0;
}

int call_function(const struct call *call, union value *arguments, struct outcome *ret_outcome,
		  struct complaint *ret_complaint)
{
	ffi_cif cif;
	ffi_type *types[PROTOTYPE_MOST_PARAMETERS];
	void *addresses[PROTOTYPE_MOST_PARAMETERS];
	union returned returned = { 0 };
	void (*function)(void) = NULL;
	*ret_outcome = (struct outcome){ 0 };
	int status = find_function(call, &function, ret_complaint);
	if (status)
		return status;
	for (size_t i = 0; i < call->prototype->count; i++) {
		types[i] = ffi_type_of(&call->prototype->parameters[i]);
		addresses[i] = &arguments[i];
	}
	ffi_status prepared = ffi_prep_cif(&cif, FFI_DEFAULT_ABI, (unsigned)call->prototype->count,
					   ffi_type_of(&call->prototype->result), types);
	if (prepared != FFI_OK)
		return complain(ret_complaint, 0, "libffi can't make such a call (status %d)",
				(int)prepared);
	errno = 0;
	ffi_call(&cif, function, &returned, addresses);
	ret_outcome->code = errno;
	/* The library may have set another one, and there are those with a decimal comma. */
	uselocale(LC_GLOBAL_LOCALE);
	setlocale(LC_ALL, "C");
	return take_result(call, &returned, ret_outcome, ret_complaint);
}

void outcome_release(struct outcome *outcome)
{
	free(outcome->text);
	*outcome = (struct outcome){ 0 };
}
