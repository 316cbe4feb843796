/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A VFS of SQLite around the usual one. Each write notes what stood there
 * before; a sync forgets the notes; losing a write is putting back what
 * stood there.
 */
#include "support_powercut.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

enum { NOTES_MAX = 65536, PATH_BYTES = 256 };

/* What a write or a truncation covered; `length` may be 0. */
struct note {
    char path[PATH_BYTES];
    sqlite3_int64 offset;
    sqlite3_int64 size; /* of the file, before */
    int length;
    unsigned char *bytes;
};

struct covered {
    sqlite3_file base;
    char path[PATH_BYTES];
    sqlite3_file *real; /* stands behind this struct */
};

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *under;
    struct note notes[NOTES_MAX];
    size_t count;
    size_t writes;
    size_t at; /* 0: never */
    bool is_out;
} disk;

/* ---- notes --------------------------------------------------------- */

static void forget(const char *path)
{
    size_t kept = 0;

    for (size_t i = 0; i < disk.count; i++) {
        if (path && strcmp(disk.notes[i].path, path) != 0)
            disk.notes[kept++] = disk.notes[i];
        else
            free(disk.notes[i].bytes);
    }
    disk.count = kept;
}

/* Notes `length` bytes at `offset` as they stand, as far as there are
 * any. */
static void remember(struct covered *file, sqlite3_int64 offset, int length)
{
    struct note *note = &disk.notes[disk.count++];

    if (disk.count == NOTES_MAX)
        abort();
    memset(note, 0, sizeof *note);
    memcpy(note->path, file->path, sizeof note->path);
    note->offset = offset;
    file->real->pMethods->xFileSize(file->real, &note->size);
    if (offset < note->size)
        note->length =
            note->size - offset < length ? (int)(note->size - offset) : length;
    note->bytes = malloc((size_t)note->length + 1);
    if (!note->bytes ||
        (note->length && file->real->pMethods->xRead(file->real, note->bytes,
                                                     note->length, offset)))
        abort();
}

/* Is there power for one more? */
static bool reaches_the_disk(void)
{
    disk.writes++;
    if (disk.at && disk.writes >= disk.at)
        disk.is_out = true;
    return !disk.is_out;
}

/* ---- the files ----------------------------------------------------- */

#define REAL(file) (((struct covered *)(file))->real)

static int on_close(sqlite3_file *file)
{
    return REAL(file)->pMethods->xClose(REAL(file));
}

static int on_read(sqlite3_file *file, void *out, int length,
                   sqlite3_int64 offset)
{
    return REAL(file)->pMethods->xRead(REAL(file), out, length, offset);
}

static int on_write(sqlite3_file *file, const void *bytes, int length,
                    sqlite3_int64 offset)
{
    if (!reaches_the_disk())
        return SQLITE_IOERR_WRITE;
    remember((struct covered *)file, offset, length);
    return REAL(file)->pMethods->xWrite(REAL(file), bytes, length, offset);
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_int64 before = 0;

    if (!reaches_the_disk())
        return SQLITE_IOERR_TRUNCATE;
    REAL(file)->pMethods->xFileSize(REAL(file), &before);
    if (before > size)
        remember((struct covered *)file, size, (int)(before - size));
    return REAL(file)->pMethods->xTruncate(REAL(file), size);
}

static int on_sync(sqlite3_file *file, int flags)
{
    if (disk.is_out)
        return SQLITE_IOERR_FSYNC;
    forget(((struct covered *)file)->path);
    return REAL(file)->pMethods->xSync(REAL(file), flags);
}

static int on_size(sqlite3_file *file, sqlite3_int64 *out)
{
    return REAL(file)->pMethods->xFileSize(REAL(file), out);
}

static int on_lock(sqlite3_file *file, int level)
{
    return REAL(file)->pMethods->xLock(REAL(file), level);
}

static int on_unlock(sqlite3_file *file, int level)
{
    return REAL(file)->pMethods->xUnlock(REAL(file), level);
}

static int on_check(sqlite3_file *file, int *out)
{
    return REAL(file)->pMethods->xCheckReservedLock(REAL(file), out);
}

static int on_control(sqlite3_file *file, int what, void *arg)
{
    return REAL(file)->pMethods->xFileControl(REAL(file), what, arg);
}

static int on_sector(sqlite3_file *file)
{
    return REAL(file)->pMethods->xSectorSize(REAL(file));
}

/* Nothing is promised: not that writes are whole, nor in order. */
static int on_traits(sqlite3_file *file)
{
    (void)file;
    return 0;
}

static int on_shm_map(sqlite3_file *file, int page, int size, int extend,
                      void volatile **out)
{
    return REAL(file)->pMethods->xShmMap(REAL(file), page, size, extend, out);
}

static int on_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return REAL(file)->pMethods->xShmLock(REAL(file), offset, count, flags);
}

static void on_shm_barrier(sqlite3_file *file)
{
    REAL(file)->pMethods->xShmBarrier(REAL(file));
}

static int on_shm_unmap(sqlite3_file *file, int remove_it)
{
    return REAL(file)->pMethods->xShmUnmap(REAL(file), remove_it);
}

static const sqlite3_io_methods METHODS = {
    .iVersion = 2,
    .xClose = on_close,
    .xRead = on_read,
    .xWrite = on_write,
    .xTruncate = on_truncate,
    .xSync = on_sync,
    .xFileSize = on_size,
    .xLock = on_lock,
    .xUnlock = on_unlock,
    .xCheckReservedLock = on_check,
    .xFileControl = on_control,
    .xSectorSize = on_sector,
    .xDeviceCharacteristics = on_traits,
    .xShmMap = on_shm_map,
    .xShmLock = on_shm_lock,
    .xShmBarrier = on_shm_barrier,
    .xShmUnmap = on_shm_unmap,
};

static int on_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file,
                   int flags, int *out_flags)
{
    struct covered *covered = (struct covered *)file;
    int code;

    (void)vfs;
    memset(covered, 0, sizeof *covered);
    covered->real = (sqlite3_file *)(covered + 1);
    snprintf(covered->path, sizeof covered->path, "%s", path ? path : "");
    code = disk.under->xOpen(disk.under, path, covered->real, flags, out_flags);
    covered->base.pMethods = covered->real->pMethods ? &METHODS : NULL;
    return code;
}

static int on_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    (void)vfs;
    if (disk.is_out)
        return SQLITE_IOERR_DELETE;
    forget(path);
    return disk.under->xDelete(disk.under, path, sync_folder);
}

/* ---- for tests ----------------------------------------------------- */

void powercut_install(void)
{
    disk.under = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.under;
    disk.vfs.zName = "powercut";
    disk.vfs.szOsFile = (int)sizeof(struct covered) + disk.under->szOsFile;
    disk.vfs.xOpen = on_open;
    disk.vfs.xDelete = on_delete;
    if (sqlite3_vfs_register(&disk.vfs, 1) != SQLITE_OK)
        abort();
}

void powercut_remove(void)
{
    powercut_arm(0);
    sqlite3_vfs_unregister(&disk.vfs);
    sqlite3_vfs_register(disk.under, 1);
}

void powercut_arm(size_t writes)
{
    forget(NULL);
    disk.writes = 0;
    disk.at = writes;
    disk.is_out = false;
}

size_t powercut_writes(void)
{
    return disk.writes;
}

static void put_back(const struct note *note)
{
    int file = open(note->path, O_WRONLY);

    if (file < 0)
        return;
    if (pwrite(file, note->bytes, (size_t)note->length, note->offset) !=
        note->length)
        abort();
    /* The file had not grown yet. */
    if (note->offset + note->length == note->size &&
        ftruncate(file, note->size) != 0)
        abort();
    close(file);
}

size_t powercut_settle(uint64_t seed)
{
    size_t lost = 0;

    for (size_t i = disk.count; i-- > 0;) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407U;
        if (seed >> 63) {
            put_back(&disk.notes[i]);
            lost++;
        }
    }
    powercut_arm(0);
    return lost;
}
