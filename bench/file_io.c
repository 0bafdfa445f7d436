// Stands between a process and the files below one folder (LD_PRELOAD): it writes down every change in order,
// or lets the k-th operation fail.  Linux only.  bench/file_io.py builds it, starts processes with it and
// reads what it wrote.
//
// BCD35_IO_ROOT: the folder.  BCD35_IO_LOG: the file that records are added to; without it nothing is recorded.
// A record is a line "operation <tab> place <tab> size <tab> path <tab> other path", then `size` bytes:
//   create, mkdir, unlink, rmdir (path) · rename (path, other path) · write (path, place, bytes) ·
//   cut (path, place: the new length) · sync (path) · say (bytes that went to standard output)
// bcd35_io_fail(k, lasting, error) lets the k-th operation from now on fail, and all later ones if `lasting`;
// a failing write leaves half of its bytes.  bcd35_io_seen() tells how many operations there were since.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define PATH_SIZE 4096

static const char *root;
static int journal = -1;
static long failing, seen;
static int lasting, error_given;

__attribute__((constructor)) static void start(void) {
    const char *log = getenv("BCD35_IO_LOG");
    root = getenv("BCD35_IO_ROOT");
    if (log)
        journal = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void bcd35_io_fail(long k, int for_ever, int error) {
    failing = k, lasting = for_ever, error_given = error, seen = 0;
}

long bcd35_io_seen(void) { return seen; }

// --- which files ---------------------------------------------------------------------------------------------

static int below_root(const char *path) {
    size_t length = root ? strlen(root) : 0;
    return length && !strncmp(path, root, length) && (!path[length] || path[length] == '/');
}

static int path_of_descriptor(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_SIZE - 1);
    path[length < 0 ? 0 : length] = 0;
    return length >= 0 && below_root(path) && !strstr(path, " (deleted)");
}

static int path_of_name(int folder, const char *name, char *path) {
    char base[PATH_SIZE] = "";
    if (name[0] == '/')
        snprintf(path, PATH_SIZE, "%s", name);
    else {
        if (folder == AT_FDCWD)
            syscall(SYS_getcwd, base, PATH_SIZE);
        else
            path_of_descriptor(folder, base);
        if (snprintf(path, PATH_SIZE, "%s/%s", base, name) >= PATH_SIZE)
            return 0;
    }
    return below_root(path);
}

// --- records and faults --------------------------------------------------------------------------------------

static void record(const char *operation, long place, const char *path, const char *other, const void *data, size_t size) {
    char head[2 * PATH_SIZE + 100];
    if (journal < 0)
        return;
    int length = snprintf(head, sizeof head, "%s\t%ld\t%zu\t%s\t%s\n", operation, place, size, path, other);
    struct iovec parts[2] = {{head, length}, {(void *)data, size}};
    if (syscall(SYS_writev, journal, parts, size ? 2 : 1) != (long)(length + size))
        abort();
}

static int fails(void) {
    long number = __atomic_add_fetch(&seen, 1, __ATOMIC_SEQ_CST);
    if (!failing || (number != failing && !(lasting && number > failing)))
        return 0;
    errno = error_given;
    return 1;
}

// --- open ----------------------------------------------------------------------------------------------------

static int do_open(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_SIZE];
    struct stat found;
    if (!path_of_name(folder, name, path))
        return syscall(SYS_openat, folder, name, flags, mode);
    if (fails())
        return -1;
    int there = !syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0);
    int fd = syscall(SYS_openat, folder, name, flags, mode);
    if (fd >= 0 && !there)
        record("create", 0, path, "", 0, 0);
    else if (fd >= 0 && (flags & O_TRUNC))
        record("cut", 0, path, "", 0, 0);
    return fd;
}

#define MODE_AFTER(flags)                                                                                          \
    mode_t mode = 0;                                                                                               \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                         \
        va_list more;                                                                                              \
        va_start(more, flags);                                                                                     \
        mode = va_arg(more, int);                                                                                  \
        va_end(more);                                                                                              \
    }

int open(const char *name, int flags, ...) { MODE_AFTER(flags) return do_open(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE_AFTER(flags) return do_open(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE_AFTER(flags) return do_open(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE_AFTER(flags) return do_open(folder, name, flags, mode); }
int __open_2(const char *name, int flags) { return do_open(AT_FDCWD, name, flags, 0); }
int __open64_2(const char *name, int flags) { return do_open(AT_FDCWD, name, flags, 0); }

// --- write, cut, sync ----------------------------------------------------------------------------------------

static ssize_t put(int fd, const void *data, size_t size, off_t place) {
    return place < 0 ? syscall(SYS_write, fd, data, size) : syscall(SYS_pwrite64, fd, data, size, place);
}

// place < 0: where the descriptor stands.
static ssize_t do_write(int fd, const void *data, size_t size, off_t place) {
    char path[PATH_SIZE];
    struct stat found;
    if (fd == 1)
        record("say", 0, "", "", data, size);
    if (fd <= 2 || !path_of_descriptor(fd, path))
        return put(fd, data, size, place);
    off_t at = place;
    if (at < 0 && (syscall(SYS_fcntl, fd, F_GETFL) & O_APPEND) && !fstat(fd, &found))
        at = found.st_size;
    else if (at < 0)
        at = syscall(SYS_lseek, fd, 0, SEEK_CUR);
    int fault = fails(), error = errno;
    ssize_t written = put(fd, data, fault ? size / 2 : size, place);
    if (written > 0)
        record("write", at, path, "", data, written);
    if (!fault)
        return written;
    errno = error;
    return -1;
}

ssize_t write(int fd, const void *data, size_t size) { return do_write(fd, data, size, -1); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t place) { return do_write(fd, data, size, place); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t place) { return do_write(fd, data, size, place); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t written = do_write(fd, parts[i].iov_base, parts[i].iov_len, -1);
        if (written < 0)
            return all ? all : -1;
        all += written;
    }
    return all;
}

// A copy inside the kernel would pass us by; its callers fall back on writing.
ssize_t sendfile(int to, int from, off_t *place, size_t size) {
    char path[PATH_SIZE];
    if (!path_of_descriptor(to, path))
        return syscall(SYS_sendfile, to, from, place, size);
    errno = EINVAL;
    return -1;
}
ssize_t sendfile64(int to, int from, off64_t *place, size_t size) { return sendfile(to, from, place, size); }
ssize_t copy_file_range(int from, off64_t *here, int to, off64_t *there, size_t size, unsigned flags) {
    char path[PATH_SIZE];
    if (!path_of_descriptor(to, path))
        return syscall(SYS_copy_file_range, from, here, to, there, size, flags);
    errno = EINVAL;
    return -1;
}

static int do_cut(int fd, off_t length) {
    char path[PATH_SIZE];
    int ours = path_of_descriptor(fd, path);
    if (ours && fails())
        return -1;
    int result = syscall(SYS_ftruncate, fd, length);
    if (ours && !result)
        record("cut", length, path, "", 0, 0);
    return result;
}

int ftruncate(int fd, off_t length) { return do_cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return do_cut(fd, length); }

static int do_sync(int fd, long call) {
    char path[PATH_SIZE];
    int ours = path_of_descriptor(fd, path);
    if (ours && fails())
        return -1;
    int result = syscall(call, fd);
    if (ours && !result)
        record("sync", 0, path, "", 0, 0);
    return result;
}

int fsync(int fd) { return do_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return do_sync(fd, SYS_fdatasync); }

// --- names ---------------------------------------------------------------------------------------------------

static int do_rename(int from, const char *name, int to, const char *other) {
    char path[PATH_SIZE], target[PATH_SIZE];
    int ours = path_of_name(from, name, path) | path_of_name(to, other, target);
    if (ours && fails())
        return -1;
    int result = syscall(SYS_renameat2, from, name, to, other, 0);
    if (ours && !result)
        record("rename", 0, path, target, 0, 0);
    return result;
}

int rename(const char *name, const char *other) { return do_rename(AT_FDCWD, name, AT_FDCWD, other); }
int renameat(int from, const char *name, int to, const char *other) { return do_rename(from, name, to, other); }

static int do_unlink(int folder, const char *name, int flags) {
    char path[PATH_SIZE];
    int ours = path_of_name(folder, name, path);
    if (ours && fails())
        return -1;
    int result = syscall(SYS_unlinkat, folder, name, flags);
    if (ours && !result)
        record(flags & AT_REMOVEDIR ? "rmdir" : "unlink", 0, path, "", 0, 0);
    return result;
}

int unlink(const char *name) { return do_unlink(AT_FDCWD, name, 0); }
int unlinkat(int folder, const char *name, int flags) { return do_unlink(folder, name, flags); }
int rmdir(const char *name) { return do_unlink(AT_FDCWD, name, AT_REMOVEDIR); }

static int do_mkdir(int folder, const char *name, mode_t mode) {
    char path[PATH_SIZE];
    int ours = path_of_name(folder, name, path);
    if (ours && fails())
        return -1;
    int result = syscall(SYS_mkdirat, folder, name, mode);
    if (ours && !result)
        record("mkdir", 0, path, "", 0, 0);
    return result;
}

int mkdir(const char *name, mode_t mode) { return do_mkdir(AT_FDCWD, name, mode); }
int mkdirat(int folder, const char *name, mode_t mode) { return do_mkdir(folder, name, mode); }
