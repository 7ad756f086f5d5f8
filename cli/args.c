/* Command lines: parsed, and explained, from the same tables. */
#include <stdarg.h>
#include <string.h>

#include "cli.h"

const cli_option cli_common_options[] = {
    {"rules", "DIR", "rule base to use (else $RIGHTSCAN_RULES, else for authors the one here, else the installed one)"},
    {"site", "DIR", "the site's additions, laid over the rule base"},
    {"profile", "NAME", "order of authorities: ontario (default) or acr"},
    {NULL, NULL, NULL},
};
const cli_option cli_format_options[] = {
    {"format", "text|json", "how to print the answer"},
    {NULL, NULL, NULL},
};
const cli_option cli_lang_options[] = {
    {"lang", "en|fr", "language of the answer"},
    {NULL, NULL, NULL},
};

static const cli_option *find(const cli_command *command, const char *name, size_t length) {
  for (const cli_option *const *table = command->options; *table; table++)
    for (const cli_option *o = *table; o->name; o++)
      if (strlen(o->name) == length && strncmp(o->name, name, length) == 0)
        return o;
  return NULL;
}

static bool add(cli_args *args, const cli_option *option, const char *value) {
  if (args->n_given == CLI_MAX_OPTIONS) {
    fprintf(stderr, "rightscan %s: more than %d options\n", args->command->name, CLI_MAX_OPTIONS);
    return false;
  }
  args->given[args->n_given].option = option;
  args->given[args->n_given++].value = value;
  return true;
}

/* `--name value`, `--name=value`, or a flag. Returns how many arguments were used; 0 when wrong. */
static int parse_one(cli_args *args, int argc, char **argv) {
  const char *name = argv[0] + 2, *equals = strchr(name, '=');
  size_t length = equals ? (size_t)(equals - name) : strlen(name);
  const cli_option *option = find(args->command, name, length);
  if (!option) {
    cli_usage(args, "there is no option --%.*s", (int)length, name);
    return 0;
  }
  if (!option->argument) {
    if (equals)
      return cli_usage(args, "--%s takes no value", option->name), 0;
    return add(args, option, "") ? 1 : 0;
  }
  if (equals)
    return add(args, option, equals + 1) ? 1 : 0;
  if (*option->argument == '[' && (argc < 2 || strncmp(argv[1], "--", 2) == 0)) /* a value that may be left out */
    return add(args, option, "") ? 1 : 0;
  if (argc < 2)
    return cli_usage(args, "--%s needs a value: --%s %s", option->name, option->name, option->argument), 0;
  return add(args, option, argv[1]) ? 2 : 0;
}

bool cli_parse(const cli_command *command, int argc, char **argv, cli_args *args) {
  memset(args, 0, sizeof *args);
  args->command = command;
  args->rest = (const char **)argv;
  bool is_rest = false;
  for (int i = 0; i < argc;) {
    if (!is_rest && strcmp(argv[i], "--") == 0) {
      is_rest = true;
      i++;
    } else if (!is_rest && strncmp(argv[i], "--", 2) == 0) {
      int used = parse_one(args, argc - i, argv + i);
      if (!used)
        return false;
      i += used;
    } else {
      args->rest[args->n_rest++] = argv[i++]; /* argv is only ever written behind where it is read */
    }
  }
  return true;
}

const char *cli_value(const cli_args *args, const char *name) {
  for (size_t i = args->n_given; i-- > 0;)
    if (strcmp(args->given[i].option->name, name) == 0)
      return args->given[i].value;
  return NULL;
}

bool cli_has(const cli_args *args, const char *name) { return cli_value(args, name) != NULL; }

int cli_usage(const cli_args *args, const char *format, ...) {
  va_list list;
  va_start(list, format);
  fprintf(stderr, "rightscan %s: ", args->command->name);
  vfprintf(stderr, format, list);
  fprintf(stderr, "; see `rightscan help %s`\n", args->command->name);
  va_end(list);
  return CLI_USAGE;
}

/* What can be asked for, and of which commands; NULL: of all. */
static const struct {
  const char *name;
  rscan_format format;
  const char *commands;
} formats[] = {
    {"text", RSCAN_FORMAT_TEXT, NULL},         {"json", RSCAN_FORMAT_JSON, NULL},     {"tsv", RSCAN_FORMAT_TSV, "show"},
    {"html", RSCAN_FORMAT_HTML, "cover"},      {"sarif", RSCAN_FORMAT_SARIF, "lint"}, {"dot", RSCAN_FORMAT_DOT, "show explain"},
    {"svg", RSCAN_FORMAT_SVG, "show explain"},
};
#define N_FORMATS (sizeof formats / sizeof *formats)

static bool is_format_of(const cli_command *command, size_t i) {
  return !formats[i].commands || strstr(formats[i].commands, command->name);
}

bool cli_format(const cli_args *args, rscan_format standard, rscan_format *format) {
  const char *value = cli_value(args, "format");
  char list[80] = "";
  size_t left = 0;
  *format = standard;
  if (!value)
    return true;
  for (size_t i = 0; i < N_FORMATS; i++)
    left += is_format_of(args->command, i);
  for (size_t i = 0; i < N_FORMATS; i++) {
    if (!is_format_of(args->command, i))
      continue;
    if (strcmp(value, formats[i].name) == 0) {
      *format = formats[i].format;
      return true;
    }
    left--;
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", formats[i].name, left > 1 ? ", " : left == 1 ? " or " : "");
  }
  return cli_usage(args, "--format is %s, not \"%s\"", list, value), false;
}

const char *cli_language(const cli_args *args) {
  const char *value = cli_value(args, "lang");
  return value ? value : "en";
}

/* A command's own table comes first: what it says of an option stands for what others say of it. */
static bool is_said_before(const cli_command *command, const cli_option *option) {
  return find(command, option->name, strlen(option->name)) != option;
}

void cli_print_help(const cli_command *command, FILE *out) {
  fprintf(out, "Usage: rightscan %s%s%s\n\n%s.\n", command->name, *command->arguments ? " " : "", command->arguments,
          command->summary);
  if (*command->details)
    fprintf(out, "\n%s\n", command->details);
  fputs("\nOptions:\n", out);
  for (const cli_option *const *table = command->options; *table; table++)
    for (const cli_option *o = *table; o->name; o++) {
      char left[64];
      if (is_said_before(command, o))
        continue;
      snprintf(left, sizeof left, "--%s%s%s", o->name, o->argument ? " " : "", o->argument ? o->argument : "");
      fprintf(out, "  %-28s %s\n", left, o->help);
    }
  fputs("  --help                       this page\n\n"
        "Exit status: 0 done, 1 the check it was asked to make failed, 2 usage, 3 bad input, 4 bad rule base.\n",
        out);
}
