/* Makes reads and writes of device.db and its journal fail, as a bad card does.
 *
 * Knows system calls; must never know SQLite. A test arms it: from the call of this number on, so many calls give this
 * errno. Calls on other files are left alone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_FILES 4096

static char ours[MOST_FILES];
static long from = -1, count, seen;
static int with_errno, kinds; /* of calls: 1 reads, 2 writes, 4 opens */

void fail_io(long first, long many, int error, int which)
{
	from = first, count = many, with_errno = error, kinds = which, seen = 0;
}

static int fails(int kind)
{
	if (from < 0 || !(kinds & kind))
		return 0;
	seen++;
	if (seen <= from || seen > from + count)
		return 0;
	errno = with_errno;
	return 1;
}

static int of_file(int file)
{
	return file >= 0 && file < MOST_FILES && ours[file];
}

static int opened(const char *path, int file)
{
	if (file >= 0 && file < MOST_FILES)
		ours[file] = strstr(path, "/device.db") != 0;
	return file;
}

#define REAL(name, type) \
	static __typeof__(type) *of_libc; \
	if (!of_libc) \
		of_libc = dlsym(RTLD_NEXT, #name)

#define OPEN(name) \
	int name(const char *path, int flags, ...) \
	{ \
		REAL(name, int(const char *, int, ...)); \
		va_list rest; \
		int mode; \
		va_start(rest, flags); \
		mode = va_arg(rest, int); \
		va_end(rest); \
		if (strstr(path, "/device.db") && fails(4)) \
			return -1; \
		return opened(path, of_libc(path, flags, mode)); \
	}
OPEN(open)
OPEN(open64)

#define READ(name, offset) \
	ssize_t name(int file, void *to, size_t size, offset at) \
	{ \
		REAL(name, ssize_t(int, void *, size_t, offset)); \
		return of_file(file) && fails(1) ? -1 : of_libc(file, to, size, at); \
	}
READ(pread, off_t)
READ(pread64, off64_t)

#define WRITE(name, offset) \
	ssize_t name(int file, const void *what, size_t size, offset at) \
	{ \
		REAL(name, ssize_t(int, const void *, size_t, offset)); \
		return of_file(file) && fails(2) ? -1 : of_libc(file, what, size, at); \
	}
WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

#define SYNC(name) \
	int name(int file) \
	{ \
		REAL(name, int(int)); \
		return of_file(file) && fails(2) ? -1 : of_libc(file); \
	}
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name, offset) \
	int name(int file, offset size) \
	{ \
		REAL(name, int(int, offset)); \
		return of_file(file) && fails(2) ? -1 : of_libc(file, size); \
	}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *old, const char *new)
{
	REAL(rename, int(const char *, const char *));
	return strstr(old, "/device.db") && fails(2) ? -1 : of_libc(old, new);
}

int mkdir(const char *path, mode_t mode)
{
	REAL(mkdir, int(const char *, mode_t));
	return fails(2) ? -1 : of_libc(path, mode);
}
