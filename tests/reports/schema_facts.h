/* The facts of the published schemas that reports are held against: Jenkins'
 * junit-10.xsd and OASIS' sarif-schema-2.1.0.json, as far as our files use them. */
#ifndef AQ_TESTS_SCHEMA_FACTS_H
#define AQ_TESTS_SCHEMA_FACTS_H

#include <stdbool.h>
#include <stddef.h>

/* Is it well-formed XML of that schema, with counts that are right? If not, why. */
bool junit_facts(const char *text, char *why, size_t bytes);
bool sarif_facts(const char *text, char *why, size_t bytes);

/* Is it HTML whose elements end, without scripts, and without anything to load? */
bool html_facts(const char *text, char *why, size_t bytes);

#endif
