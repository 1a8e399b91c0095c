/*
 * Preloaded into a server: a disk that fails or is slow with the journal of the database, or that is full, as the file named by FAULTY_DISK
 * says; of the disk is what lies in its folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  path[length < 0 ? 0 : length] = 0;
  return length;
}

static int is_journal(int fd) {
  char path[4096];
  int length = path_of(fd, path, sizeof path);
  return length >= 4 && strcmp(path + length - 4, "-wal") == 0;
}

/* Everything in the folder of the wish but the index of the journal, which is memory. */
static int is_on_disk(int fd) {
  const char *name = getenv("FAULTY_DISK");
  const char *end = name ? strrchr(name, '/') : 0;
  char path[4096];
  int length = path_of(fd, path, sizeof path);
  return end && length > end - name && strncmp(path, name, end - name + 1) == 0 && strcmp(path + length - 4, "-shm") != 0;
}

/* 'e' fails, 's' takes 300 ms, 'f' is full, anything else is well. */
static char wish(void) {
  const char *name = getenv("FAULTY_DISK");
  char word = 0;
  int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return 0;
  if (read(file, &word, 1) != 1) word = 0;
  close(file);
  return word;
}

static int synced(const char *name, int fd) {
  if (is_journal(fd)) {
    char word = wish();
    if (word == 'e') {
      errno = EIO;
      return -1;
    }
    if (word == 's') usleep(300000);
  }
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  return real(fd);
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }

static int full(int fd) {
  if (!is_on_disk(fd) || wish() != 'f') return 0;
  errno = ENOSPC;
  return 1;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  static ssize_t (*real)(int, const void *, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "write");
  return full(fd) ? -1 : real(fd, bytes, size);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  static ssize_t (*real)(int, const void *, size_t, off64_t);
  if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
  return full(fd) ? -1 : real(fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }
