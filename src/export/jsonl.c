/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinwalk's JSON lines. What a line looks like is known to `claims`,
 * whose writer comes with the options.
 */
#include "writer.h"

static enum kw_status write_line(struct writer *writer,
                                 const struct kw_person *person,
                                 enum kw_known known, struct kw_error *err)
{
    (void)known;
    (void)err;
    writer->options->write_record(person, writer->options->xrefs, writer->out);
    return KW_OK;
}

enum kw_status write_jsonl(struct writer *writer, struct kw_error *err)
{
    if (!writer->options->write_record)
        return kw_fail(err, KW_USAGE, "jsonl: no writer of records is given");
    return writer_records(writer, write_line, err);
}
