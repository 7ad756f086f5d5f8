/* A rule base of a git revision: its directory as it was, unpacked into a temporary one. Nothing goes through a shell. */
#include <errno.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

/* Runs a program and waits; false when it did not end well. Then it, or we, have said why, unless it is to be quiet. */
static bool run(const char *const *command, bool is_quiet) {
  pid_t child = fork();
  int status = 0;
  if (child == 0) {
    if (is_quiet && !freopen("/dev/null", "w", stderr))
      _exit(127);
    execvp(command[0], (char *const *)command);
    fprintf(stderr, "rightscan: cannot run %s: %s\n", command[0], strerror(errno));
    _exit(127);
  }
  if (child < 0)
    fprintf(stderr, "rightscan: cannot run %s: %s\n", command[0], strerror(errno));
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
    continue;
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool cli_has_revision(const char *dir, const char *revision) {
  char *object = NULL;
  bool is_there = false;
  if (*revision && *revision != '-' && asprintf(&object, "%s:./rulebase.xml", revision) >= 0) {
    const char *const ask[] = {"git", "-C", dir, "cat-file", "-e", object, NULL};
    is_there = run(ask, true);
  }
  free(object);
  return is_there;
}

char *cli_unpack_revision(const char *dir, const char *revision) {
  const char *base = getenv("TMPDIR");
  char *to = NULL, *tar = NULL;
  if (!*revision || *revision == '-') {
    fprintf(stderr, "rightscan: \"git:%s\" names no revision\n", revision);
    return NULL;
  }
  if (asprintf(&to, "%s/rightscan-XXXXXX", base && *base ? base : "/tmp") < 0)
    return NULL;
  if (!mkdtemp(to) || asprintf(&tar, "%s/.tar", to) < 0) {
    fprintf(stderr, "rightscan: cannot make a directory in %s: %s\n", base && *base ? base : "/tmp", strerror(errno));
    free(to);
    return NULL;
  }
  const char *const archive[] = {"git", "-C", dir, "archive", "--format=tar", "-o", tar, revision, NULL};
  const char *const unpack[] = {"tar", "-xf", tar, "-C", to, NULL};
  bool is_good = run(archive, false) && run(unpack, false);
  free(tar);
  if (is_good)
    return to;
  fprintf(stderr, "rightscan: cannot get revision \"%s\" of %s from git\n", revision, dir);
  cli_remove_dir(to);
  return NULL;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at) {
  (void)st, (void)type, (void)at;
  return remove(path);
}

void cli_remove_dir(char *dir) {
  if (dir)
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  free(dir);
}
