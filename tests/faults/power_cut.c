/*
 * Preloaded into a server: keeps what a disk would still have after a cut of the power. Below the folder POWER_CUT_SHADOW each file has its
 * content as of its last fsync, and each folder its names as of its own, under the key of the inode (POWER_CUT_ROOT under "root"); "log" has a line for each fsync.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* An inode's number comes again for another file, its birth does not. */
static int key_of(int folder, const char *name, int flags, char *key, char *kind) {
  struct statx facts;
  if (statx(folder, name, flags, STATX_INO | STATX_BTIME | STATX_TYPE, &facts) != 0) return -1;
  *kind = S_ISDIR(facts.stx_mode) ? 'd' : S_ISREG(facts.stx_mode) ? 'f' : 'o';
  sprintf(key, "%llu-%lld-%u", (unsigned long long)facts.stx_ino, (long long)facts.stx_btime.tv_sec, facts.stx_btime.tv_nsec);
  return 0;
}

/* A file that can be read is read through its own descriptor: to close another one would let go of the locks of a database. */
static void copy(int fd, const char *link, FILE *to) {
  char buffer[65536];
  off_t at = 0;
  ssize_t length;
  int own = (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY ? open(link, O_RDONLY | O_CLOEXEC) : -1;
  if (own >= 0) fd = own;
  while ((length = pread(fd, buffer, sizeof buffer, at)) > 0) {
    fwrite(buffer, 1, length, to);
    at += length;
  }
  if (length < 0) abort();
  if (own >= 0) close(own);
}

static void names(int fd, const char *link, FILE *to) {
  char key[128], kind;
  DIR *folder = opendir(link);
  struct dirent *entry;
  if (!folder) abort();
  while ((entry = readdir(folder))) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (key_of(fd, entry->d_name, AT_SYMLINK_NOFOLLOW, key, &kind) == 0) fprintf(to, "%c %s %s\n", kind, key, entry->d_name);
  }
  closedir(folder);
}

static void remember(int fd) {
  const char *shadow = getenv("POWER_CUT_SHADOW"), *root = getenv("POWER_CUT_ROOT");
  char key[128], kind, link[64], name[4097], path[4300], temp[4400];
  if (!shadow || !root || key_of(fd, "", AT_EMPTY_PATH, key, &kind) != 0 || kind == 'o') return;
  sprintf(link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, name, sizeof name - 1);
  if (length < 0) abort();
  name[length] = 0;
  snprintf(path, sizeof path, "%s/%s", shadow, strcmp(name, root) == 0 ? "root" : key);
  snprintf(temp, sizeof temp, "%s.%d-%d", path, getpid(), gettid());
  FILE *to = fopen(temp, "w");
  if (!to) abort();
  if (kind == 'd') names(fd, link, to);
  else copy(fd, link, to);
  if (fclose(to) != 0 || rename(temp, path) != 0) abort();
  name[length] = '\n';
  snprintf(path, sizeof path, "%s/log", shadow);
  int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0 || write(log, name, length + 1) < 0) abort();
  close(log);
}

static int synced(const char *name, int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, name);
  remember(fd);
  return real(fd);
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }
