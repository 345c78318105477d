/* Four locks, from coarse to fine: no_new_privs (also what lets an ordinary
 * user take the other two), resource limits, Landlock (no path can be opened)
 * and a seccomp list of the system calls that remain. A reader gets a short
 * list of what is allowed; all else fails with EPERM, and what only an attack
 * would try (execve, ptrace …) ends the process. A filter becomes another
 * program, of which the calls are not known in advance: it gets a list of what
 * is forbidden, and Landlock holds the files.
 */
#include "parser/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN 0
#endif

enum {
    OPEN_FILES = 32,
    OWN_MEMORY = 256 * 1024 * 1024 /* program, libraries, JIT code, stack */
};

static bool set_limit(int what, rlim_t value)
{
    struct rlimit now;

    if (getrlimit((__rlimit_resource_t)what, &now) != 0)
        return false;
    if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max)
        value = now.rlim_max;
    now.rlim_cur = value;
    if (what != RLIMIT_CPU) /* raised document by document */
        now.rlim_max = value;
    return setrlimit((__rlimit_resource_t)what, &now) == 0;
}

static bool confine_limits(const struct mb_limits *limits)
{
    /* the document, what is made of it, and the answer */
    rlim_t memory =
        limits->memory_bytes + 2 * limits->document_bytes + OWN_MEMORY;
    bool good = set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_FSIZE, 0)
                && set_limit(RLIMIT_NOFILE, OPEN_FILES)
                && set_limit(RLIMIT_NPROC, 0);

    if (limits->memory_bytes != 0 && !UNDER_ASAN)
        good = set_limit(RLIMIT_AS, memory) && good;
    if (limits->cpu_seconds != 0)
        good = set_limit(RLIMIT_CPU, limits->cpu_seconds) && good;
    return good;
}

void mb_confine_next_document(const struct mb_limits *limits)
{
    struct rusage used;

    if (limits->cpu_seconds == 0 || getrusage(RUSAGE_SELF, &used) != 0)
        return;
    (void)set_limit(RLIMIT_CPU,
                    (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1)
                        + limits->cpu_seconds);
}

/* --- Landlock ---------------------------------------------------------- */

#define FS_ALL_1 ((1ULL << 13) - 1) /* every right of version 1 */
#define FS_READ                                                                \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE                 \
     | LANDLOCK_ACCESS_FS_READ_DIR)

/* What each version added; a kernel refuses bits that it does not know. */
static __u64 fs_rights(int version)
{
    __u64 rights = FS_ALL_1;

    if (version >= 2)
        rights |= 1ULL << 13; /* REFER */
    if (version >= 3)
        rights |= 1ULL << 14; /* TRUNCATE */
    if (version >= 5)
        rights |= 1ULL << 15; /* IOCTL_DEV */
    return rights;
}

/* The members as of version 4, of which older kernels take the first. */
struct ruleset {
    __u64 fs;
    __u64 net;
};

static void allow_read(int ruleset, const char *path)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = FS_READ};
    struct stat st;

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return;
    /* a file with the right to be listed is refused */
    if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
        rule.allowed_access &= ~(__u64)LANDLOCK_ACCESS_FS_READ_DIR;
    (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
                  &rule, 0);
    close(rule.parent_fd);
}

/* Returns the version in force, or 0. */
static int confine_landlock(enum mb_confine_role role)
{
    static const char *const readable[] = {"/usr",
                                           "/lib",
                                           "/lib64",
                                           "/bin",
                                           "/etc/fonts",
                                           "/etc/ld.so.cache",
                                           "/var/cache/fontconfig"};
    int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
                               LANDLOCK_CREATE_RULESET_VERSION);
    struct ruleset attr = {0, 3}; /* no TCP, neither bind nor connect */
    int ruleset;
    bool held;

    if (version < 1)
        return 0;
    attr.fs = fs_rights(version);
    ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr,
                           version >= 4 ? sizeof attr : sizeof attr.fs, 0);
    if (ruleset < 0)
        return 0;
    for (size_t i = 0;
         role == MB_CONFINE_FILTER && i < sizeof readable / sizeof readable[0];
         i++)
        allow_read(ruleset, readable[i]);
    held = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return held ? version : 0;
}

/* --- seccomp ----------------------------------------------------------- */

/* All that a reader needs once its rules are compiled. */
static const int reader_calls[] = {
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(fstat),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(getrusage),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(sysinfo),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_yield),
    SCMP_SYS(fcntl),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* What nobody who only reads would ask for: the process ends. */
static const int deadly_calls[] = {
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(ptrace),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(bpf),
    SCMP_SYS(kexec_load),
    SCMP_SYS(init_module),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(mount),
    SCMP_SYS(setuid),
};

/* What a filter has no business with. */
static const int filter_denied[] = {
    SCMP_SYS(socket),
    SCMP_SYS(socketpair),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(listen),
    SCMP_SYS(accept),
    SCMP_SYS(accept4),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(bpf),
    SCMP_SYS(mount),
    SCMP_SYS(umount2),
    SCMP_SYS(pivot_root),
    SCMP_SYS(chroot),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(request_key),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(init_module),
    SCMP_SYS(finit_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(kill),
    SCMP_SYS(tkill),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),
    SCMP_SYS(link),
    SCMP_SYS(linkat),
    SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),
    SCMP_SYS(chmod),
    SCMP_SYS(fchmodat),
    SCMP_SYS(chown),
    SCMP_SYS(creat),
    SCMP_SYS(truncate),
    SCMP_SYS(openat2), /* its flags cannot be seen from here */
    SCMP_SYS(io_uring_setup),
};

static bool add_all(scmp_filter_ctx ctx, uint32_t action, const int *calls,
                    size_t n)
{
    bool good = true;

    for (size_t i = 0; i < n; i++)
        good = seccomp_rule_add(ctx, action, calls[i], 0) == 0 && good;
    return good;
}

#define ADD_ALL(ctx, action, calls)                                            \
    add_all(ctx, action, calls, sizeof(calls) / sizeof(calls)[0])

static bool reader_rules(scmp_filter_ctx ctx)
{
    static const struct scmp_arg_cmp not_code = {2, SCMP_CMP_MASKED_EQ,
                                                 PROT_EXEC, 0};
    static const struct scmp_arg_cmp on_itself = {0, SCMP_CMP_EQ, 0, 0};
    static const struct scmp_arg_cmp by_descriptor = {
        3, SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH};

    return ADD_ALL(ctx, SCMP_ACT_ALLOW, reader_calls)
           && ADD_ALL(ctx, SCMP_ACT_KILL_PROCESS, deadly_calls)
           && seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                     &not_code)
                  == 0
           && seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                     &not_code)
                  == 0
           && seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64),
                                     1, &on_itself)
                  == 0
           && seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat),
                                     1, &by_descriptor)
                  == 0;
}

/* Where the kernel has no Landlock, this still keeps files from being made or
 * opened for writing. */
static bool filter_rules(scmp_filter_ctx ctx)
{
    static const struct {
        int call;
        unsigned arg; /* that holds the flags */
    } opens[] = {{SCMP_SYS(open), 1}, {SCMP_SYS(openat), 2}};
    static const uint64_t writing[] = {O_WRONLY, O_RDWR, O_CREAT};
    bool good = ADD_ALL(ctx, SCMP_ACT_ERRNO(EPERM), filter_denied);

    for (size_t i = 0; i < sizeof opens / sizeof opens[0]; i++)
        for (size_t k = 0; k < sizeof writing / sizeof writing[0]; k++) {
            struct scmp_arg_cmp flag = {opens[i].arg, SCMP_CMP_MASKED_EQ,
                                        writing[k], writing[k]};
            good = seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EPERM),
                                          opens[i].call, 1, &flag)
                       == 0
                   && good;
        }
    return good;
}

static bool confine_seccomp(enum mb_confine_role role)
{
    bool reader = role == MB_CONFINE_READER;
    scmp_filter_ctx ctx =
        seccomp_init(reader ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_ALLOW);
    bool good;

    if (ctx == NULL)
        return false;
    good = reader ? reader_rules(ctx) : filter_rules(ctx);
    good = good && seccomp_load(ctx) == 0;
    seccomp_release(ctx);
    return good;
}

/* --- all --------------------------------------------------------------- */

enum mb_status mb_confine(enum mb_confine_role role,
                          const struct mb_limits *limits,
                          struct mb_confined *ret_confined, struct mb_err *err)
{
    struct mb_confined c = {0};

    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    c.no_new_privs = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    c.limits = confine_limits(limits);
    if (!c.no_new_privs || !c.limits)
        return mb_err_set(err, MB_ERR_IO, "this process cannot be confined: %s",
                          strerror(errno));
    c.landlock = confine_landlock(role);
    /* under AddressSanitizer the process does more than is foreseen here */
    c.seccomp = !UNDER_ASAN && confine_seccomp(role);
    *ret_confined = c;
    return MB_OK;
}

void mb_confined_text(const struct mb_confined *confined,
                      char ret_text[MB_CONFINED_TEXT_MAX])
{
    char landlock[24] = "";

    if (confined->landlock > 0)
        snprintf(landlock, sizeof landlock, ", Landlock %d",
                 confined->landlock);
    snprintf(ret_text, MB_CONFINED_TEXT_MAX, "%s%s%s%s",
             confined->no_new_privs ? "no new privileges" : "none",
             confined->limits ? ", limits" : "", landlock,
             confined->seccomp ? ", seccomp" : "");
}
