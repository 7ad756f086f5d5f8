/* What the JSON writers of the render room share. */
#ifndef RSI_RENDER_H
#define RSI_RENDER_H

#include "json_write.h"
#include "words.h"

/* A string that is put together from pieces: everything put into the sink lies between its quotes. */
rsi_sink rsi_json_open_string(rsi_json *j);
void rsi_json_close_string(rsi_json *j);
/* An array of facts: their states alone; with their origins; the same without what the engine worked out and is no news. */
enum rsi_facts_form { RSI_FACTS_BARE, RSI_FACTS_ALL, RSI_FACTS_NEWS };
void rsi_json_facts(rsi_json *j, const struct rscan_decision *decision, const rsi_known *list, uint32_t count, enum rsi_facts_form form);
/* The member "questions". */
void rsi_json_questions(rsi_json *j, const struct rscan_decision *decision);
/* Members that say what a fact's state may be. */
void rsi_json_bounds(rsi_json *j, const struct rscan_decision *decision, uint32_t fact, rsi_bounds bounds);
void rsi_json_state(rsi_json *j, const struct rscan_decision *decision, uint32_t fact, rsi_state state);

#endif
