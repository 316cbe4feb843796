/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading a document with simdjson, on demand, as its users would: one walk
 * forward over the members, strings copied where they are kept. It keeps
 * less than kinwalk does (no choice of languages, no redirects) and
 * decides nothing.
 */
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "peer_simdjson.h"

namespace od = simdjson::ondemand;

namespace
{

struct Value {
    std::string property;
    std::string text; /* an item's id, or a time */
    int64_t precision = 0;
};

struct Statement {
    Value value;
    std::string id;
    std::string rank;
    std::vector<Value> qualifiers;
    size_t references = 0;
};

struct Person {
    std::string id;
    std::string label;
    std::string description;
    std::vector<std::string> aliases;
    std::vector<Statement> statements;
    uint64_t revision = 0;
};

bool is_one_of(std::string_view name, const char *const *names)
{
    for (; *names; names++)
        if (name == *names)
            return true;
    return false;
}

const char *const STATEMENTS[] = {
    "P21",  "P22",  "P25",  "P26",   "P31",   "P39",   "P40",   "P53",  "P97",
    "P451", "P569", "P570", "P1038", "P3373", "P3448", "P8810", nullptr};
const char *const QUALIFIERS[] = {"P580",  "P582",  "P1039", "P1480", "P1534",
                                  "P2868", "P3831", "P5102", nullptr};

void read_snak(od::object snak, Value &out)
{
    for (auto member : snak) {
        std::string_view key = member.unescaped_key();

        if (key == "property") {
            out.property = std::string_view(member.value());
        } else if (key == "datavalue") {
            for (auto part : member.value().get_object()) {
                if (std::string_view(part.unescaped_key()) != "value")
                    continue;
                if (part.value().type() != od::json_type::object)
                    continue;
                for (auto field : part.value().get_object()) {
                    std::string_view name = field.unescaped_key();

                    if (name == "id" || name == "time")
                        out.text = std::string_view(field.value());
                    else if (name == "precision")
                        out.precision = int64_t(field.value());
                }
            }
        }
    }
}

void read_statement(od::object from, Statement &out)
{
    for (auto member : from) {
        std::string_view key = member.unescaped_key();

        if (key == "mainsnak") {
            read_snak(member.value().get_object(), out.value);
        } else if (key == "id") {
            out.id = std::string_view(member.value());
        } else if (key == "rank") {
            out.rank = std::string_view(member.value());
        } else if (key == "qualifiers") {
            for (auto list : member.value().get_object()) {
                if (!is_one_of(list.unescaped_key(), QUALIFIERS))
                    continue;
                for (auto snak : list.value().get_array()) {
                    out.qualifiers.emplace_back();
                    read_snak(snak.get_object(), out.qualifiers.back());
                }
            }
        } else if (key == "references") {
            od::array references = member.value().get_array();

            out.references = references.count_elements();
        }
    }
}

void read_claims(od::object claims, Person &person)
{
    for (auto member : claims) {
        if (!is_one_of(member.unescaped_key(), STATEMENTS))
            continue;
        for (auto statement : member.value().get_array()) {
            person.statements.emplace_back();
            read_statement(statement.get_object(), person.statements.back());
        }
    }
}

/* PHP writes an empty map as []. */
bool is_map(od::value value)
{
    return value.type() == od::json_type::object;
}

void read_text(od::object map, std::string &out)
{
    for (auto entry : map)
        if (std::string_view(entry.unescaped_key()) == "en")
            out = std::string_view(entry.value()["value"]);
}

void read_member(std::string_view key, od::value value, Person &person)
{
    if (key == "id") {
        person.id = std::string_view(value);
    } else if (key == "lastrevid") {
        person.revision = uint64_t(value);
    } else if (key == "labels" && is_map(value)) {
        read_text(value.get_object(), person.label);
    } else if (key == "descriptions" && is_map(value)) {
        read_text(value.get_object(), person.description);
    } else if (key == "aliases" && is_map(value)) {
        for (auto entry : value.get_object())
            if (std::string_view(entry.unescaped_key()) == "en")
                for (auto alias : entry.value().get_array())
                    person.aliases.emplace_back(
                        std::string_view(alias["value"]));
    } else if (key == "claims" && is_map(value)) {
        read_claims(value.get_object(), person);
    }
}

} // namespace

extern "C" size_t peer_simdjson_padding(void)
{
    return simdjson::SIMDJSON_PADDING;
}

extern "C" size_t peer_simdjson_read(const char *bytes, size_t length)
{
    static thread_local od::parser parser;
    std::vector<Person> people;

    try {
        od::document document =
            parser.iterate(bytes, length, length + simdjson::SIMDJSON_PADDING);
        Person alone;

        for (auto member : document.get_object()) {
            std::string_view key = member.unescaped_key();

            if (key != "entities") {
                read_member(key, member.value(), alone);
                continue;
            }
            for (auto entity : member.value().get_object()) {
                people.emplace_back();
                for (auto part : entity.value().get_object())
                    read_member(part.unescaped_key(), part.value(),
                                people.back());
            }
        }
        if (!alone.id.empty())
            people.push_back(std::move(alone));
    } catch (const simdjson::simdjson_error &) {
        return 0;
    }
    return people.size();
}
