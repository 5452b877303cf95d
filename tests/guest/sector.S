// SPDX-License-Identifier: MIT
/*
 * A guest of one sector, for tests that start many: it runs a moment after QEMU does. It writes to the
 * serial line what happens, and does one of these:
 *
 *   LISTEN   waits for the power button; OBEY: powers off when it is pressed, after DEAF presses that
 *            it lets pass as if nobody listened yet
 *   OFF      powers off at once
 *   RESET    resets the machine
 *   PANIC    tells a pvpanic device that it has panicked
 *
 * The ports are those of QEMU's machine "pc" behind SeaBIOS, which has put ACPI's there.
 */
	.set	PM1_STATUS, 0x600
	.set	PM1_ENABLE, 0x602
	.set	PM1_CONTROL, 0x604
	.set	POWER_BUTTON, 0x100
	.set	SLEEP_S5, 0x2000
	.set	SERIAL, 0x3f8
	.set	RESET_CONTROL, 0xcf9
	.set	PVPANIC, 0x505

	.code16
	.globl	_start
_start:
	cli
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	%ax, %ss
	movw	$0x7c00, %sp
	cld
	movw	$ready, %si
	call	tell
#if defined(OFF)
	jmp	off
#elif defined(RESET)
	movw	$RESET_CONTROL, %dx
	movb	$6, %al
	outb	%al, %dx
	jmp	rest
#elif defined(PANIC)
	movw	$PVPANIC, %dx
	movb	$1, %al
	outb	%al, %dx
	jmp	rest
#elif defined(LISTEN)
#ifdef OBEY
	movw	$DEAF, %bx
#endif
	movw	$PM1_ENABLE, %dx
	movw	$POWER_BUTTON, %ax
	outw	%ax, %dx
wait:
	// The BIOS's timer wakes it, 18 times a second.
	sti
	hlt
	movw	$PM1_STATUS, %dx
	inw	%dx, %ax
	testw	$POWER_BUTTON, %ax
	jz	wait
	movw	$POWER_BUTTON, %ax
	outw	%ax, %dx
	movw	$unheard, %si
#ifdef OBEY
	subw	$1, %bx
	jc	off
#endif
	call	tell
	jmp	wait
#endif

off:
	movw	$bye, %si
	call	tell
	movw	$PM1_CONTROL, %dx
	movw	$SLEEP_S5, %ax
	outw	%ax, %dx
rest:
	hlt
	jmp	rest

// Writes the string at %si.
tell:
	lodsb
	testb	%al, %al
	jz	told
	movw	$SERIAL, %dx
	outb	%al, %dx
	jmp	tell
told:
	ret

ready:
	.asciz	"guest: ready\r\n"
unheard:
	.asciz	"guest: button pressed, not heard\r\n"
bye:
	.asciz	"guest: powers off\r\n"

	.org	510
	.word	0xaa55
