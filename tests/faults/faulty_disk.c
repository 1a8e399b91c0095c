/* Preloaded into a server: a disk that fails or is slow with the journal of the database, as the file named by FAULTY_DISK says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_journal(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 4) return 0;
  path[length] = 0;
  return strcmp(path + length - 4, "-wal") == 0;
}

/* 'e' fails, 's' takes 300 ms, anything else is well. */
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
