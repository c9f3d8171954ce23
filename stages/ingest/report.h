/*
 * What ingest says on stdout: a table for people, or an event a line with --json. Names of
 * deliveries, counts and reasons only; nothing from inside a row.
 */
#ifndef INGEST_REPORT_H
#define INGEST_REPORT_H

#include "ingest.h"

#include <stdio.h>

void ingest_report_head(bool json, FILE *out);
void ingest_report_delivery(const struct ingest_outcome *outcome, bool json, FILE *out);
void ingest_report_late(const struct tl_delivery *delivery, bool json, FILE *out);
void ingest_report_settled(const struct ingest_settled *settled, bool json, FILE *out);

#endif
