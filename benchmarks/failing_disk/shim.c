// A disk that fails once, or that is watched: put before the C library with LD_PRELOAD.
//
// Every call on a file below one folder is counted. `disk_fail(n, how)` makes the n-th of them fail, `disk_break(n, how, kinds)`
// all of some kinds from the n-th on. `disk_record(fd, with_data)` writes what each call did to a descriptor. All are asked for
// from Python, with ctypes, so that a process can load everything first and fork. One folder, one process, no threads that write
// at the same time: what the attacks need and no more.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPEN = 'o', CREATE = 'c', READ = 'r', WRITE = 'w', SYNC = 's', TRUNCATE = 't', RENAME = 'n', UNLINK = 'u', MAKE = 'm',
       REMOVE = 'd', MARK = '!',
       REOPEN = 'O',  // to write to a file that is there; recorded as OPEN
       FAILED = 'x' };  // whatever it was, the system refused it: recorded, so that the n-th record is the n-th call
enum { SHORT = -1, PASS = 0 };
#define FDS 4096

static char root[PATH_MAX];
static size_t root_length;
static char *paths[FDS];
static long counted, fails_at = -1;
static int failure;
static char broken[16];
static int record_fd = -1, with_data;
static pthread_mutex_t gate = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void put(const void *data, size_t length) {
    const char *at = data;
    while (length > 0) {
        ssize_t n = syscall(SYS_write, record_fd, at, length);
        if (n <= 0) return;
        at += n;
        length -= (size_t)n;
    }
}

static void record(char kind, const char *path, const char *other, int64_t offset, const void *data, size_t length) {
    if (record_fd < 0) return;
    uint32_t sizes[3] = {(uint32_t)strlen(path), other ? (uint32_t)strlen(other) : 0, with_data && data ? (uint32_t)length : 0};
    put(&kind, 1);
    put(&offset, 8);
    put(sizes, sizeof sizes);
    put(path, sizes[0]);
    put(other, sizes[1]);
    put(data, sizes[2]);
}

static const char *watched(int folder, const char *path, char *room) {
    if (!root_length || !path) return NULL;
    if (path[0] == '/') snprintf(room, PATH_MAX, "%s", path);
    else if (folder == AT_FDCWD) {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return NULL;
        snprintf(room, PATH_MAX, "%s/%s", here, path);
    } else if (folder >= 0 && folder < FDS && paths[folder]) snprintf(room, PATH_MAX, "%s/%s", paths[folder], path);
    else return NULL;
    return strncmp(room, root, root_length) == 0 && (room[root_length] == '/' || !room[root_length]) ? room : NULL;
}

static const char *watched_fd(int fd) { return root_length && fd >= 0 && fd < FDS ? paths[fd] : NULL; }

// Counts a call, and says what shall become of it: PASS, SHORT or an errno.
static int fate(char kind) {
    long number = counted++;
    if (broken[0]) return fails_at >= 0 && number >= fails_at && strchr(broken, kind) ? failure : PASS;
    return number == fails_at ? failure : PASS;
}

void disk_watch(const char *folder) { snprintf(root, sizeof root, "%s", folder); root_length = strlen(root); counted = 0; }
void disk_fail(long n, int how) { fails_at = n; failure = how; broken[0] = 0; }
void disk_break(long n, int how, const char *kinds) { fails_at = n; failure = how; snprintf(broken, sizeof broken, "%s", kinds); }
void disk_record(int fd, int data) { record_fd = fd; with_data = data; }
long disk_counted(void) { return counted; }
void disk_mark(const char *text) { pthread_mutex_lock(&gate); record(MARK, text, NULL, 0, NULL, 0); pthread_mutex_unlock(&gate); }

#define REFUSE(how, result) if ((how) > 0) { pthread_mutex_unlock(&gate); errno = (how); return (result); }

static int open_watched(int folder, const char *path, int flags, mode_t mode) {
    REAL(openat);
    char room[PATH_MAX];
    const char *full = watched(folder, path, room);
    if (!full) return real(folder, path, flags, mode);
    pthread_mutex_lock(&gate);
    struct stat status;
    int is_new = (flags & O_CREAT) && fstatat(AT_FDCWD, full, &status, 0) != 0;
    int how = fate(is_new ? CREATE : (flags & (O_WRONLY | O_RDWR)) ? REOPEN : OPEN);
    REFUSE(how, -1);
    int fd = real(folder, path, flags, mode);
    if (fd >= 0 && fd < FDS) { free(paths[fd]); paths[fd] = strdup(full); }
    record(!is_new ? OPEN : fd >= 0 ? CREATE : FAILED, full, NULL, 0, NULL, 0);
    if (fd >= 0 && (flags & O_TRUNC)) {
        counted++;
        record(TRUNCATE, full, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&gate);
    return fd;
}

#define MODE va_list rest; va_start(rest, flags); mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; va_end(rest)
int open(const char *path, int flags, ...) { MODE; return open_watched(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE; return open_watched(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE; return open_watched(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE; return open_watched(folder, path, flags, mode); }

int close(int fd) {
    REAL(close);
    if (fd >= 0 && fd < FDS && paths[fd]) { pthread_mutex_lock(&gate); free(paths[fd]); paths[fd] = NULL; pthread_mutex_unlock(&gate); }
    return real(fd);
}

#define PART(n) ((n) > 1 ? (n) / 2 : (n))

#define READING(call) \
    const char *full = watched_fd(fd); \
    if (!full) return call; \
    pthread_mutex_lock(&gate); \
    int how = fate(READ); \
    REFUSE(how, -1); \
    if (how == SHORT) n = PART(n); \
    record(READ, full, NULL, 0, NULL, 0); \
    ssize_t done = call; \
    pthread_mutex_unlock(&gate); \
    return done

ssize_t read(int fd, void *data, size_t n) { REAL(read); READING(real(fd, data, n)); }
ssize_t pread(int fd, void *data, size_t n, off_t at) { REAL(pread); READING(real(fd, data, n, at)); }
ssize_t pread64(int fd, void *data, size_t n, off_t at) { REAL(pread64); READING(real(fd, data, n, at)); }

#define WRITING(place, call) \
    const char *full = watched_fd(fd); \
    if (!full) return call; \
    pthread_mutex_lock(&gate); \
    int how = fate(WRITE); \
    REFUSE(how, -1); \
    if (how == SHORT) n = PART(n); \
    int64_t start = (place); \
    ssize_t done = call; \
    record(done > 0 ? WRITE : FAILED, full, NULL, start, data, done > 0 ? (size_t)done : 0); \
    pthread_mutex_unlock(&gate); \
    return done

static int64_t here(int fd) {
    struct stat status;
    if ((fcntl(fd, F_GETFL) & O_APPEND) && fstat(fd, &status) == 0) return status.st_size;
    return lseek(fd, 0, SEEK_CUR);
}

ssize_t write(int fd, const void *data, size_t n) { REAL(write); WRITING(here(fd), real(fd, data, n)); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { REAL(pwrite); WRITING(at, real(fd, data, n, at)); }
ssize_t pwrite64(int fd, const void *data, size_t n, off_t at) { REAL(pwrite64); WRITING(at, real(fd, data, n, at)); }

// Copies inside of the kernel are refused as some file systems do, so that programs read and write.
ssize_t sendfile(int out, int in, off_t *at, size_t n) { REAL(sendfile); if (watched_fd(out)) { errno = EINVAL; return -1; } return real(out, in, at, n); }
ssize_t sendfile64(int out, int in, off_t *at, size_t n) { REAL(sendfile64); if (watched_fd(out)) { errno = EINVAL; return -1; } return real(out, in, at, n); }
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *at, size_t n, unsigned flags) { REAL(copy_file_range); if (watched_fd(out)) { errno = EXDEV; return -1; } return real(in, from, out, at, n, flags); }

#define ON_FD(kind, offset, call) \
    const char *full = watched_fd(fd); \
    if (!full) return call; \
    pthread_mutex_lock(&gate); \
    int how = fate(kind); \
    REFUSE(how, -1); \
    int done = call; \
    record(done == 0 ? kind : FAILED, full, NULL, offset, NULL, 0); \
    pthread_mutex_unlock(&gate); \
    return done

int fsync(int fd) { REAL(fsync); ON_FD(SYNC, 0, real(fd)); }
int fdatasync(int fd) { REAL(fdatasync); ON_FD(SYNC, 0, real(fd)); }
int ftruncate(int fd, off_t size) { REAL(ftruncate); ON_FD(TRUNCATE, size, real(fd, size)); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); ON_FD(TRUNCATE, size, real(fd, size)); }

#define ON_PATH(kind, folder, call) \
    char room[PATH_MAX]; \
    const char *full = watched(folder, path, room); \
    if (!full) return call; \
    pthread_mutex_lock(&gate); \
    int how = fate(kind); \
    REFUSE(how, -1); \
    int done = call; \
    record(done == 0 ? kind : FAILED, full, NULL, 0, NULL, 0); \
    pthread_mutex_unlock(&gate); \
    return done

int unlink(const char *path) { REAL(unlink); ON_PATH(UNLINK, AT_FDCWD, real(path)); }
int unlinkat(int folder, const char *path, int flags) { REAL(unlinkat); ON_PATH((flags & AT_REMOVEDIR) ? REMOVE : UNLINK, folder, real(folder, path, flags)); }
int rmdir(const char *path) { REAL(rmdir); ON_PATH(REMOVE, AT_FDCWD, real(path)); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); ON_PATH(MAKE, AT_FDCWD, real(path, mode)); }
int mkdirat(int folder, const char *path, mode_t mode) { REAL(mkdirat); ON_PATH(MAKE, folder, real(folder, path, mode)); }

#define RENAMING(folder, other, call) \
    char room[PATH_MAX], second[PATH_MAX]; \
    const char *full = watched(folder, path, room), *to = watched(other, target, second); \
    if (!full || !to) return call; \
    pthread_mutex_lock(&gate); \
    int how = fate(RENAME); \
    REFUSE(how, -1); \
    int done = call; \
    record(done == 0 ? RENAME : FAILED, full, to, 0, NULL, 0); \
    pthread_mutex_unlock(&gate); \
    return done

int rename(const char *path, const char *target) { REAL(rename); RENAMING(AT_FDCWD, AT_FDCWD, real(path, target)); }
int renameat(int folder, const char *path, int other, const char *target) { REAL(renameat); RENAMING(folder, other, real(folder, path, other, target)); }
