/* Is this the form of an ID number, of a phone? Looks at the text alone: whether there is such a
 * person is nobody's question here. */
#ifndef JIAOHAO_IDENTITY_H
#define JIAOHAO_IDENTITY_H

#include <stdbool.h>

/** GB 11643-1999: 17 digits and a check character of ISO 7064 MOD 11-2, with a date inside that
 *  exists. Foreign permanent residents: 3 letters and 12 digits (2017), or 18 digits as above. */
bool identity_is_id_number(const char *text);
/** A mobile phone of the mainland, also with +86, or + and 7 to 15 digits of another country. */
bool identity_is_phone(const char *text);

#endif
