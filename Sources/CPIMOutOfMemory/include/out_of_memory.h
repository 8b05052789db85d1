#ifndef OUT_OF_MEMORY_H
#define OUT_OF_MEMORY_H

/// Sets the function that is called before the program ends for want of memory.
///
/// Swift's runtime ends with a trap and a stack trace when an allocation fails, and no caller can catch that.
/// This target replaces the C library's allocating functions, as glibc's manual allows ("Replacing malloc").
/// Each calls the C library's own function. If that one finds no memory, the program reports the failed
/// allocation on standard error and ends with status 2.
///
/// `clean` may call only async-signal-safe functions.
void out_of_memory_prepare(void (*clean)(void));

#endif
