/* A head of three numbers, then the payload. Descriptors travel with the head's
 * first byte (SCM_RIGHTS).
 */
#include "parser/frame.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

union control {
    struct cmsghdr align;
    char room[CMSG_SPACE(MB_FRAME_FDS_MAX * sizeof(int))];
};

static enum mb_status broken(struct mb_err *err)
{
    return mb_err_set(err, MB_ERR_WORKER, "a worker cannot be reached: %s",
                      strerror(errno));
}

static void attach(struct msghdr *msg, union control *control, const int *fds,
                   int nfds)
{
    size_t bytes = (size_t)nfds * sizeof *fds;
    struct cmsghdr *c;

    msg->msg_control = control;
    msg->msg_controllen = CMSG_SPACE(bytes);
    c = CMSG_FIRSTHDR(msg);
    if (c == NULL) /* never: there is room for one */
        return;
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(bytes);
    memcpy(CMSG_DATA(c), fds, bytes);
}

/* Take n bytes off the front of two pieces. */
static void advance(struct iovec iov[2], size_t n)
{
    for (int i = 0; i < 2; i++) {
        size_t part = n < iov[i].iov_len ? n : iov[i].iov_len;
        iov[i].iov_base = (char *)iov[i].iov_base + part;
        iov[i].iov_len -= part;
        n -= part;
    }
}

enum mb_status mb_frame_send(int sock, enum mb_frame_type type,
                             struct mb_span payload, const int *fds, int nfds,
                             struct mb_err *err)
{
    struct mb_frame_head head = {MB_FRAME_MAGIC, type, (uint32_t)payload.len};
    struct iovec iov[2] = {{&head, sizeof head},
                           {(void *)(uintptr_t)payload.ptr, payload.len}};
    struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};
    union control control = {0};

    if (nfds > 0)
        attach(&msg, &control, fds, nfds);
    while (iov[0].iov_len + iov[1].iov_len > 0) {
        ssize_t n = sendmsg(sock, &msg, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return broken(err);
        advance(iov, (size_t)n);
        msg.msg_control = NULL;
        msg.msg_controllen = 0;
    }
    return MB_OK;
}

enum mb_status mb_frame_write(int fd, enum mb_frame_type type,
                              struct mb_span payload, struct mb_err *err)
{
    struct mb_frame_head head = {MB_FRAME_MAGIC, type, (uint32_t)payload.len};
    struct iovec iov[2] = {{&head, sizeof head},
                           {(void *)(uintptr_t)payload.ptr, payload.len}};

    while (iov[0].iov_len + iov[1].iov_len > 0) {
        ssize_t n = writev(fd, iov, 2);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return broken(err);
        advance(iov, (size_t)n);
    }
    return MB_OK;
}

static void detach(struct msghdr *msg, int fds[MB_FRAME_FDS_MAX])
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c != NULL;
         c = CMSG_NXTHDR(msg, c)) {
        size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
            for (size_t i = 0; i < n && i < MB_FRAME_FDS_MAX; i++)
                memcpy(&fds[i], CMSG_DATA(c) + i * sizeof(int), sizeof(int));
    }
}

/* len bytes, with descriptors where fds is not NULL. *ret_ended: the other
 * side closed before the first of them. */
static enum mb_status receive_all(int sock, void *out, size_t len, int *fds,
                                  bool *ret_ended, struct mb_err *err)
{
    size_t done = 0;

    *ret_ended = false;
    while (done < len) {
        struct iovec iov = {(char *)out + done, len - done};
        struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
        union control control = {0};
        ssize_t n;
        if (fds != NULL) {
            msg.msg_control = &control;
            msg.msg_controllen = sizeof control;
        }
        n = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return broken(err);
        if (n == 0 && done > 0)
            return mb_err_set(err, MB_ERR_WORKER, "a message breaks off");
        *ret_ended = n == 0;
        if (n == 0)
            return MB_OK;
        if (fds != NULL)
            detach(&msg, fds);
        done += (size_t)n;
    }
    return MB_OK;
}

bool mb_frame_head_check(const struct mb_frame_head *head, size_t limit)
{
    return head->magic == MB_FRAME_MAGIC && head->type > 0
           && head->type < MB_FRAME_END && head->len <= limit;
}

enum mb_status mb_frame_receive(int sock, size_t limit, struct mb_buf *payload,
                                int fds[MB_FRAME_FDS_MAX], uint32_t *ret_type,
                                struct mb_err *err)
{
    struct mb_frame_head head;
    enum mb_status st;
    bool ended;

    for (int i = 0; i < MB_FRAME_FDS_MAX; i++)
        fds[i] = -1;
    *ret_type = 0;
    st = receive_all(sock, &head, sizeof head, fds, &ended, err);
    if (st != MB_OK || ended)
        return st;
    if (!mb_frame_head_check(&head, limit))
        return mb_err_set(err, MB_ERR_WORKER, "a message that is none");
    mb_buf_clear(payload);
    if (!mb_buf_reserve(payload, head.len))
        return mb_buf_status(payload, err);
    st = receive_all(sock, payload->ptr, head.len, NULL, &ended, err);
    if (st == MB_OK && ended)
        st = mb_err_set(err, MB_ERR_WORKER, "a message breaks off");
    if (st != MB_OK)
        return st;
    payload->len = head.len;
    payload->ptr[payload->len] = '\0';
    *ret_type = head.type;
    return MB_OK;
}

int mb_frame_memory(struct mb_span bytes)
{
    int fd = memfd_create("document", MFD_CLOEXEC);
    size_t done = 0;

    while (fd >= 0 && done < bytes.len) {
        ssize_t n = write(fd, bytes.ptr + done, bytes.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}
