/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fixed words of an answer: one row a phrase, one column a language.
 */
#include "said.h"

static const char *const SAID[SAID_COUNT][3] = {
    [SAID_MARRIED] = {", married %lld", ", mariage en %lld", ", Heirat %lld"},
    [SAID_SINCE] = {", since %lld", ", depuis %lld", ", seit %lld"},
    [SAID_ENDED] = {", ended %lld", ", jusqu'en %lld", ", bis %lld"},
    [SAID_ALSO] = {"also ", "aussi ", "auch "},
    [SAID_THROUGH] = {", through ", ", par ", ", über "},
    [SAID_AND] = {" and ", " et ", " und "},
    [SAID_UP_DOWN] = {" (%u up, %u down", " (%u en montant, %u en descendant",
                      " (%u hinauf, %u hinab"},
    [SAID_LINES] = {"; %s lines", " ; %s lignes", "; %s Linien"},
    [SAID_FULLNESS] = {"full or half: not known",
                       "germains ou demi : on ne sait pas",
                       "voll- oder halbbürtig: nicht bekannt"},
    [SAID_IF] = {"If ", "Si ", "Wenn "},
    [SAID_COMMA_AND] = {", and ", ", et ", " und "},
    [SAID_CHILD_OF] = {" is the child of ", " est l'enfant de ",
                       " das Kind von "},
    [SAID_CHILD_OF_END] = {"", "", " ist"},
    [SAID_NO_BLOOD] = {"no kin by blood among what was read\n",
                       "aucune parenté de sang parmi ce qui a été lu\n",
                       "keine Blutsverwandtschaft unter dem, was gelesen "
                       "wurde\n"},
    [SAID_LEFT_OUT] = {"Left out, for ", "Laissé de côté, sans quoi ",
                       "Weggelassen, sonst wäre "},
    [SAID_OWN_ANCESTOR] = {" would be their own ancestor: the parent ",
                           " serait son propre ancêtre : le parent ",
                           " Vorfahr von sich selbst: der Elternteil "},
    [SAID_WHOEVER] = {"\nWhoever the parents are:\n",
                      "\nQuels que soient les parents :\n",
                      "\nWer auch immer die Eltern sind:\n"},
    [SAID_MORE_DISPUTED] =
        {"More parents are disputed; the first %d ways to choose among them "
         "are answered.\n",
         "D'autres parents sont contestés ; seules les %d premières façons "
         "de choisir sont données.\n",
         "Weitere Eltern sind umstritten; nur die ersten %d Möglichkeiten "
         "sind beantwortet.\n"},
    [SAID_PARTIAL] =
        {"Only the nearest generations of a large family were compared; "
         "--goal all compares all.\n",
         "Seules les générations les plus proches d'une grande famille ont "
         "été comparées ; --goal all les compare toutes.\n",
         "Nur die nächsten Generationen einer großen Familie wurden "
         "verglichen; --goal all vergleicht alle.\n"},
    [SAID_NEAREST] = {"Nearest among what was read; ",
                      "La plus proche parmi ce qui a été lu ; ",
                      "Die nächste unter dem, was gelesen wurde; "},
    [SAID_AMONG_READ] = {"This is among what was read; ",
                         "Parmi ce qui a été lu ; ",
                         "Unter dem, was gelesen wurde; "},
    [SAID_ONE_UNREAD] = {"1 ancestor is not read yet.\n",
                         "1 ancêtre n'est pas encore lu.\n",
                         "1 Vorfahr ist noch nicht gelesen.\n"},
    [SAID_UNREAD] = {"%zu ancestors are not read yet.\n",
                     "%zu ancêtres ne sont pas encore lus.\n",
                     "%zu Vorfahren sind noch nicht gelesen.\n"},
    [SAID_READ_ON] = {"As read on %.10s.\n", "Lu le %.10s.\n",
                      "Gelesen am %.10s.\n"},
    [SAID_AT_LEAST] = {"at least ", "au moins ", "mindestens "},
    [SAID_IN_ALL] = {"%s%s lines in all; --all tells them all\n",
                     "%s%s lignes en tout ; --all les donne toutes\n",
                     "%s%s Linien insgesamt; --all nennt alle\n"},
    [SAID_UNRELATED] =
        {" are not related: all ancestors of both were read, and none is "
         "shared\n",
         " ne sont pas parents : tous les ancêtres des deux ont été lus, et "
         "aucun n'est commun\n",
         " sind nicht verwandt: alle Vorfahren beider wurden gelesen, und "
         "keiner ist gemeinsam\n"},
    [SAID_NOT_KNOWN] = {"No known relationship between ",
                        "Aucune parenté connue entre ",
                        "Keine bekannte Verwandtschaft zwischen "},
    [SAID_DISPUTED] = {" (existence disputed)", " (existence contestée)",
                       " (Existenz umstritten)"},
    [SAID_MYTHICAL] = {" (mythical)", " (mythologie)", " (mythisch)"},
    [SAID_FICTIONAL] = {" (fictional)", " (fiction)", " (fiktiv)"},
    [SAID_GROUP] = {" (several people)", " (plusieurs personnes)",
                    " (mehrere Personen)"},
    [SAID_CHAIN_FROM] = {"", "Entre ", "Von "},
    [SAID_CHAIN_TO] = {" to ", " et ", " zu "},
    [SAID_STEP] = {": %zu step\n", " : %zu étape\n", ": %zu Schritt\n"},
    [SAID_STEPS] = {": %zu steps\n", " : %zu étapes\n", ": %zu Schritte\n"},
    [SAID_NO_CHAIN] = {": no chain\n", " : aucune chaîne\n", ": keine Kette\n"},
    [SAID_NO_CHAIN_READ] =
        {": no chain among what was read; somebody who is not read yet may "
         "close it\n",
         " : aucune chaîne parmi ce qui a été lu ; quelqu'un qui n'est pas "
         "encore lu peut la fermer\n",
         ": keine Kette unter dem, was gelesen wurde; jemand noch nicht "
         "Gelesenes kann sie schließen\n"},
    [SAID_SHORTEST_READ] =
        {"Shortest among what was read; somebody who is not read yet may "
         "shorten it.\n",
         "La plus courte parmi ce qui a été lu ; quelqu'un qui n'est pas "
         "encore lu peut la raccourcir.\n",
         "Die kürzeste unter dem, was gelesen wurde; jemand noch nicht "
         "Gelesenes kann sie verkürzen.\n"},
    [SAID_NO_PERSON] = {" (no person)", " (n'est pas une personne)",
                        " (keine Person)"},
};

const char *said(enum kw_lang lang, enum said what)
{
    return SAID[what][lang];
}
