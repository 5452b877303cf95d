// SPDX-License-Identifier: MIT
//
// policy: refuses lines that lack an option which every guest must have, or have one that none may
// have. `abi` is the part of <qemu-wrapper/plugin.h> that it needs, written down by hand.

use std::ffi::{CStr, CString};
use std::mem::size_of;
use std::os::raw::{c_char, c_int};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::null;

/// Declarations of the interface, version 0.3, in the header's order. Structures may be cut off
/// behind the last member that is needed, and there only: they grow at the end.
#[allow(dead_code)]
mod abi {
    use std::ffi::c_void;
    use std::mem::size_of;
    use std::os::raw::{c_char, c_int};

    pub const LIST: u32 = 8; // QW_LIST
    pub const LINE_PRINTS: u32 = 1; // QW_LINE_PRINTS
    pub const LINE_PROBES: u32 = 2; // QW_LINE_PROBES
    pub const SPELLING: c_int = 2; // QW_TEXT_SPELLING
    pub const EPERM: c_int = 1;
    pub const EINVAL: c_int = 22;

    /// struct qw_context.
    #[repr(C)]
    pub struct Context {
        pub host: *const Host,
        pub state: *mut c_void,
    }

    /// struct qw_command.
    #[repr(C)]
    pub struct Command {
        pub host: *const Host,
    }

    /// struct qw_option: a handle.
    #[repr(C)]
    pub struct Opt {
        _private: [u8; 0],
    }

    /// A function that this plugin doesn't call.
    type Unused = *const c_void;

    /// struct qw_host as far as it is needed. Its functions `error` and `note` take a va_list, which
    /// Rust can't make; those that take text came with 0.3.
    #[repr(C)]
    pub struct Host {
        pub size: u32,
        pub abi_minor: u32,
        pub error: Unused,
        pub note: Unused,
        pub fact: Unused,
        pub setting: Unused,
        pub item: extern "C" fn(
            *const Context,
            *const c_char,
            usize,
            *mut *const c_char,
        ) -> *const c_char,
        pub next: extern "C" fn(*const Command, *const c_char, *const Opt, c_int) -> *mut Opt,
        pub text: extern "C" fn(*const Command, *const Opt, c_int) -> *const c_char,
        pub flags: Unused,
        pub index: Unused,
        pub owner: Unused,
        pub get: Unused,
        pub property: Unused,
        pub add: Unused,
        pub add_words: Unused,
        pub set: Unused,
        pub remove: Unused,
        pub env: Unused,
        pub set_env: Unused,
        pub reserve_fd: Unused,
        pub fill_fd: Unused,
        pub line: extern "C" fn(*const Command) -> u32,
        pub about: Unused,
        pub argument: Unused,
        pub change_at: Unused,
        pub fact_at: Unused,
        pub note_at: Unused,
        pub redact: Unused,
        pub redact_property: Unused,
        pub error_text: extern "C" fn(*mut Context, c_int, *const c_char) -> c_int,
    }

    /// struct qw_option_spec.
    #[repr(C)]
    pub struct OptionSpec {
        pub name: *const c_char,
        pub kind: u32,
        pub default_value: *const c_char,
        pub help: *const c_char,
        pub choices: *const c_char,
        pub minimum: i64,
        pub maximum: i64,
        pub since: *const c_char,
    }

    /// struct qw_plugin. A hook that is None is a null pointer.
    #[repr(C)]
    pub struct Plugin {
        pub struct_size: u32,
        pub abi_minor: u32,
        pub option_size: u32,
        pub flags: u32,
        pub name: [u8; 32],
        pub version: [u8; 32],
        pub summary: [u8; 128],
        pub options: *const OptionSpec,
        pub after: *const c_char,
        pub before: *const c_char,
        pub open: Option<extern "C" fn(*mut Context) -> c_int>,
        pub rewrite: Option<extern "C" fn(*mut Context, *mut Command) -> c_int>,
        pub check: Option<extern "C" fn(*mut Context, *const Command) -> c_int>,
        pub launch: Option<extern "C" fn(*mut Context, *const Command) -> c_int>,
        pub outcome: Option<extern "C" fn(*mut Context, *const Command, *const c_void) -> c_int>,
        pub close: Option<extern "C" fn(*mut Context)>,
    }

    /// struct qw_elf_note.
    #[repr(C)]
    pub struct ElfNote {
        pub owner_size: u32,
        pub data_size: u32,
        pub kind: u32,
        pub owner: [u8; 16],
        pub major: u32,
        pub minor: u32,
    }

    // The constants are shared with other threads by nobody, and never written.
    unsafe impl Sync for OptionSpec {}
    unsafe impl Sync for Plugin {}

    // What a slip of the pen above changes in size doesn't compile. Offsets: see the tests below.
    const POINTER: usize = size_of::<usize>();
    const _: () = assert!(size_of::<ElfNote>() == 36);
    const _: () = assert!(size_of::<Host>() == 8 + 29 * POINTER);
    const _: () = assert!(POINTER != 8 || size_of::<OptionSpec>() == 64);
    const _: () = assert!(POINTER != 8 || size_of::<Plugin>() == 280);
}

use abi::{Command, Context, Opt};

#[used]
#[link_section = ".note.qemu-wrapper.plugin"]
static NOTE: abi::ElfNote = abi::ElfNote {
    owner_size: 13,
    data_size: 8,
    kind: 1,
    owner: *b"qemu-wrapper\0\0\0\0",
    major: 0,
    minor: 3,
};

/// Text of a fixed size; one that is too long doesn't compile.
const fn text<const N: usize>(from: &str) -> [u8; N] {
    let mut result = [0; N];
    let mut at = 0;
    assert!(from.len() < N);
    while at < from.len() {
        result[at] = from.as_bytes()[at];
        at += 1;
    }
    result
}

/// A C string; to be called with text that ends in \0.
const fn c(text: &'static str) -> *const c_char {
    assert!(text.as_bytes()[text.len() - 1] == 0);
    text.as_ptr() as *const c_char
}

const REQUIRE: *const c_char = c("require\0");
const FORBID: *const c_char = c("forbid\0");

const fn list(name: *const c_char, help: *const c_char) -> abi::OptionSpec {
    abi::OptionSpec {
        name,
        kind: abi::LIST,
        default_value: null(),
        help,
        choices: null(),
        minimum: 0,
        maximum: 0,
        since: null(),
    }
}

static OPTIONS: [abi::OptionSpec; 3] = [
    list(
        REQUIRE,
        c("selector of an option that every line must have\0"),
    ),
    list(FORBID, c("selector of an option that no line may have\0")),
    list(null(), null()),
];

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static qw_plugin_v0: abi::Plugin = abi::Plugin {
    struct_size: size_of::<abi::Plugin>() as u32,
    abi_minor: 3,
    option_size: size_of::<abi::OptionSpec>() as u32,
    flags: 0,
    name: text("policy"),
    version: text("1.0"),
    summary: text("refuses lines without or with certain options"),
    options: OPTIONS.as_ptr(),
    after: null(),
    before: null(),
    open: None,
    rewrite: None,
    check: Some(check),
    launch: None,
    outcome: None,
    close: None,
};

/// Why the hook fails: becomes its message and its result.
struct Refusal {
    code: c_int,
    text: String,
}

/// qw_error_text(). A host that is older than 0.3 has no such function, and no message then.
fn say(ctx: *mut Context, refusal: &Refusal) -> c_int {
    let host = unsafe { (*ctx).host };
    if (unsafe { (*host).size } as usize) < size_of::<abi::Host>() {
        return -refusal.code;
    }
    let text = CString::new(refusal.text.replace('\0', "")).unwrap_or_default();
    let error_text = unsafe { (*host).error_text };
    error_text(ctx, refusal.code, text.as_ptr())
}

/// Runs a hook's body. A panic must not unwind into the host, which is C; it becomes an error.
fn guarded(ctx: *mut Context, body: impl FnOnce() -> Result<(), Refusal>) -> c_int {
    let result = catch_unwind(AssertUnwindSafe(body));
    let refusal = match result {
        Ok(Ok(())) => return 0,
        Ok(Err(refusal)) => refusal,
        Err(panic) => Refusal {
            code: abi::EINVAL,
            text: match panic.downcast_ref::<&str>() {
                Some(text) => format!("panic: {}", text),
                None => "panic".to_string(),
            },
        },
    };
    say(ctx, &refusal)
}

/// The host's string as text; none for NULL.
fn text_of(string: *const c_char) -> Option<String> {
    if string.is_null() {
        return None;
    }
    Some(
        unsafe { CStr::from_ptr(string) }
            .to_string_lossy()
            .into_owned(),
    )
}

/// The index-th selector of a list option, and who set it.
fn selector(
    ctx: *const Context,
    key: *const c_char,
    index: usize,
) -> Option<(*const c_char, String)> {
    let mut source = null();
    let item = unsafe { (*(*ctx).host).item };
    let item = item(ctx, key, index, &mut source);
    if item.is_null() {
        return None;
    }
    Some((
        item,
        text_of(source).unwrap_or_else(|| "a default".to_string()),
    ))
}

/// The first option of the line that the selector matches. One that is malformed fails the hook.
fn first(cmd: *const Command, selector: *const c_char) -> *const Opt {
    let next = unsafe { (*(*cmd).host).next };
    next(cmd, selector, null(), 0)
}

fn judge(ctx: *const Context, cmd: *const Command) -> Result<(), Refusal> {
    let host = unsafe { &*(*cmd).host };
    let refuse = |text| {
        Err(Refusal {
            code: abi::EPERM,
            text,
        })
    };
    for index in 0.. {
        let (wanted, source) = match selector(ctx, FORBID, index) {
            Some(found) => found,
            None => break,
        };
        let opt = first(cmd, wanted);
        if !opt.is_null() {
            let spelling = text_of((host.text)(cmd, opt, abi::SPELLING)).unwrap_or_default();
            return refuse(format!("{} is forbidden here (by {})", spelling, source));
        }
    }
    if (host.line)(cmd) & (abi::LINE_PRINTS | abi::LINE_PROBES) != 0 {
        return Ok(());
    }
    for index in 0.. {
        let (wanted, source) = match selector(ctx, REQUIRE, index) {
            Some(found) => found,
            None => break,
        };
        if first(cmd, wanted).is_null() {
            let name = text_of(wanted).unwrap_or_default();
            return refuse(format!(
                "-{} is missing, and required here (by {})",
                name, source
            ));
        }
    }
    Ok(())
}

extern "C" fn check(ctx: *mut Context, cmd: *const Command) -> c_int {
    guarded(ctx, || judge(ctx, cmd))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::mem::MaybeUninit;
    use std::ptr::addr_of;

    macro_rules! offset {
        ($type:ty, $member:ident) => {{
            let at = MaybeUninit::<$type>::uninit();
            unsafe { addr_of!((*at.as_ptr()).$member) as usize - at.as_ptr() as usize }
        }};
    }

    #[test]
    fn host_without_error_text() {
        let table = [size_of::<abi::Host>() as u32 - 1, 0, 0, 0];
        let mut ctx = Context {
            host: table.as_ptr() as *const abi::Host,
            state: std::ptr::null_mut(),
        };
        let refusal = Refusal {
            code: abi::EPERM,
            text: "said to nobody".to_string(),
        };
        assert_eq!(say(&mut ctx, &refusal), -abi::EPERM);
    }

    /// The numbers are those of C's offsetof() on 64-bit machines.
    #[test]
    #[cfg(target_pointer_width = "64")]
    fn offsets() {
        assert_eq!(offset!(abi::Plugin, name), 16);
        assert_eq!(offset!(abi::Plugin, options), 208);
        assert_eq!(offset!(abi::Plugin, check), 248);
        assert_eq!(offset!(abi::Plugin, close), 272);
        assert_eq!(offset!(abi::OptionSpec, default_value), 16);
        assert_eq!(offset!(abi::OptionSpec, minimum), 40);
        assert_eq!(offset!(abi::Host, item), 40);
        assert_eq!(offset!(abi::Host, next), 48);
        assert_eq!(offset!(abi::Host, text), 56);
        assert_eq!(offset!(abi::Host, line), 168);
        assert_eq!(offset!(abi::Host, error_text), 232);
        assert_eq!(offset!(abi::ElfNote, owner), 12);
    }
}
