/* Every ceiling of the engine, with its reason. Whatever grows or recurses is bounded by one of these. */
#ifndef RSI_LIMITS_H
#define RSI_LIMITS_H

#define RSI_MAX_XML_FILE (64u << 20)      /* bytes; the whole ACR book is near 3 MB */
#define RSI_MAX_XML_DEPTH 64              /* elements; the format itself needs about 12 */
#define RSI_MAX_MODULES 4096              /* files of one rule base */
#define RSI_MAX_ATTEMPTS 100              /* at a rule base with mistakes; each leaves out all that it finds: as long as a chain of needs */
#define RSI_MAX_DIAGNOSTICS 1000          /* after which only a count is kept: nobody reads more */
#define RSI_MAX_CUTS 16000                /* thresholds of one measure: two 16-bit cell numbers make a state */
#define RSI_MAX_VALUES 60                 /* values of a choice or prior: a state is one 64-bit set */
#define RSI_MAX_AUTHORITIES 64            /* a scenario's authorities are one 64-bit set */
#define RSI_MAX_CONDITION_DEPTH 32        /* nesting after definitions are expanded: evaluation recurses */
#define RSI_MAX_CONDITION_NODES 20000     /* of one condition after expansion: definitions that double each other must not grow without bound */
#define RSI_MAX_REFINES 32                /* scenarios in a chain of `refines`: each inherits all rows before it */
#define RSI_MAX_REQUEST (2u << 20)        /* bytes of one JSON request; as a tree it may take 75 times as many */
#define RSI_MAX_JSON_DEPTH 2048           /* nesting of a request: Jansson's own, 170 kB of stack; the contract needs 4 */
#define RSI_MAX_TEXT 20000                /* bytes of a reason that are read; the rest is named in warnings. Orders have 30 to 2,000 */
#define RSI_MAX_ITEMS 12                  /* askable items in the exact search for the fewest questions */
#define RSI_MAX_SEARCH_STEPS 200000       /* condition evaluations in one exact search, counted, never timed */
#define RSI_MAX_COMPARED_ASK_STEPS 1000   /* … for the fewest questions of an answer that is only compared with another (diff) */
#define RSI_MAX_SOLVE_STEPS 400000        /* condition evaluations for one question of lint or cover; then it says that it does not know */
#define RSI_MAX_SOLVE_RUN 60000000        /* the same for all questions of one run, about a second; behind that … */
#define RSI_MAX_SOLVE_FACTS 2000          /* told one after the other in one question: the search recurses */
#define RSI_MIN_SOLVE_STEPS 10000         /* … each has so many left, which nearly all can do with */
#define RSI_MAX_CHANGE_STEPS 3000000     /* condition evaluations for one "why not?": half a second; then it says that there may be more */
#define RSI_MAX_LIST 10000                /* members of one array of a request */
#define RSI_MAX_PHRASE 1000               /* bytes of one phrase of a cue; the longest list of alternatives in the book has 600 */
#define RSI_MAX_REPEAT 40                 /* what an unbounded repeat in a pattern is read as: no word is longer */
#define RSI_MAX_WAYS 5000                 /* ways to try a pattern from one place: bounds its backtracking whatever the text */
#define RSI_MAX_PHRASE_WAYS 200000        /* the same of a phrase, counted coarsely: in a real text it is far less. The book has 50,000 */
#define RSI_MATCH_LIMIT 5000000           /* PCRE2's own count for one place; above the ways times the words of a phrase that has so many */
#define RSI_MAX_MATCHES 20000             /* cue matches of one text; a text of RSI_MAX_TEXT bytes that says something has 2,000 */

#endif
