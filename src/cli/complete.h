/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may be typed next: one answer for every shell, so that the shells'
 * scripts (shells.c) only hand over words and show what comes back.
 */
#ifndef KINWALK_CLI_COMPLETE_H
#define KINWALK_CLI_COMPLETE_H

#include "cli.h"

/* The words behind "kinwalk" up to the cursor are cli's arguments; the
 * last, perhaps empty, is being typed. Prints one candidate a line, a tab
 * and what it means behind it; a line ":files" asks the shell for its
 * files. Whatever goes wrong, there are just no candidates. */
void kw_complete(struct kw_cli *cli, struct kw_buffer *out);

/* Appends the people of the store who may be meant by `text`: by the
 * beginning of a QID or of a name. `head` stands before each (what was
 * typed already of a list). */
void kw_complete_people(struct kw_cli *cli, const char *head, const char *text,
                        struct kw_buffer *out);

/* One candidate. Names with line breaks or tabs are left out. */
void kw_complete_line(struct kw_buffer *out, const char *head, const char *word,
                      const char *meaning);

/* The script of `shell` (bash, zsh, fish); NULL for another. */
const char *kw_shell_script(const char *shell);

#endif
