/* Gives User-Mode Linux 6.1 a processor state of the size that it expects.
 *
 * Knows ptrace; must never know what runs inside. The kernel takes an extended processor state back only whole; the one of
 * a processor with AMX is larger than User-Mode Linux 6.1 has room for, which then ends at once ("ptrace set fp regs
 * failed, errno = 14"). So what is handed back is laid over the whole state as it is. Tiles are not switched: no guest
 * program here uses them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#define XSTATE 0x202     /* NT_X86_XSTATE, linux/elf.h */
#define LARGEST (1 << 16) /* bytes; with AMX it is 11 kB */

long ptrace(enum __ptrace_request request, ...)
{
	static char whole[LARGEST] __attribute__((aligned(64)));
	struct iovec *part, all = { whole, sizeof whole };
	static long (*of_libc)(enum __ptrace_request, int, void *, void *);
	va_list rest;
	int pid;
	void *address, *data;

	va_start(rest, request);
	pid = va_arg(rest, int);
	address = va_arg(rest, void *);
	data = va_arg(rest, void *);
	va_end(rest);
	if (!of_libc)
		of_libc = dlsym(RTLD_NEXT, "ptrace");
	part = data;
	if (request != PTRACE_SETREGSET || (long)address != XSTATE
	    || of_libc(PTRACE_GETREGSET, pid, address, &all) < 0 || part->iov_len >= all.iov_len)
		return of_libc(request, pid, address, data);
	memcpy(whole, part->iov_base, part->iov_len);
	return of_libc(request, pid, address, &all);
}
